//! Says of each file in a folder which scenarios it fits, or what is wrong with it.

use std::{env, error::Error, fs, path::Path};

use vb365_tls::rustls::crypto::ring;
use vb365_tls::{Context, Identity, Password, check_all};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("usage: check_folder FOLDER")?;
    let context = Context::new(ring::default_provider());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.sort();
    for file in files.iter().filter(|file| file.is_file()) {
        println!("{}: {}", file.display(), verdict(file, &context)?);
    }
    Ok(())
}

fn verdict(file: &Path, context: &Context) -> Result<String, Box<dyn Error>> {
    let identity = match Identity::from_bytes(&fs::read(file)?, &Password::none()) {
        Ok(identity) => identity,
        Err(error) => return Ok(error.to_string()),
    };
    let (mut fits, mut errors) = (Vec::new(), Vec::new());
    for report in check_all(&identity, context) {
        if report.is_accepted() {
            fits.push(report.scenario().to_owned());
        }
        errors.extend(report.errors().map(|error| error.rule.to_string()));
    }
    errors.sort();
    errors.dedup();
    Ok(match fits.as_slice() {
        [] => format!("fits nowhere: {}", errors.join(", ")),
        fits => format!("fits {}", fits.join(", ")),
    })
}
