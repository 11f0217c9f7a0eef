//! What registers a certificate in Microsoft Entra, and how people and programs recognise it there.

mod key_credential;
mod roots;
mod thumbprints;
