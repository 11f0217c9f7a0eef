//! What holds for every rule of the catalogue.
