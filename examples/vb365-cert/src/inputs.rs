//! What is to be checked: files, folders, servers and standard input.

use std::fmt::{self, Display};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use vb365_tls::Context;
use vb365_tls::identity::{Identity, MAX_SIZE};
use vb365_tls::tls::probe::Presented;

use crate::identity::KeyArgs;
use crate::look::look;
use crate::outcome::{Failure, in_one_line, note, read_at_most};
use crate::refusal::refusal;
use crate::url::Url;

/// One thing to check, as it was named.
pub(crate) enum Input {
    File(PathBuf),
    Server(Url),
    Stdin,
    /// What was named and is not there.
    Unreadable(PathBuf, io::Error),
}

/// What was read from it.
pub(crate) enum Content {
    Identity(Identity),
    Presented(Presented),
}

impl Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::File(path) | Self::Unreadable(path, _) => path.display().to_string(),
            Self::Server(url) => format!("https://{}", url.address),
            Self::Stdin => "-".into(),
        };
        f.write_str(&in_one_line(&text))
    }
}

/// Every input of these arguments, those of a folder in order of their names.
pub(crate) fn inputs(arguments: &[PathBuf]) -> Result<Vec<Input>, Failure> {
    let mut inputs = Vec::new();
    for argument in arguments {
        let text = argument.to_str().unwrap_or_default();
        if text == "-" {
            inputs.push(Input::Stdin);
        } else if text.split_once("://").is_some() {
            let url = text.parse();
            inputs.push(Input::Server(
                url.map_err(|reason: String| Failure::about(text, reason))?,
            ));
        } else if argument.is_dir() {
            let files = files_in(argument);
            if files.is_empty() {
                return Err(Failure::about(argument.display(), "no regular file in it"));
            }
            inputs.extend(files);
        } else {
            inputs.push(Input::File(argument.clone()));
        }
    }
    Ok(inputs)
}

/// The regular files in a folder, and not in folders inside of it.
fn files_in(folder: &Path) -> Vec<Input> {
    let paths = fs::read_dir(folder).and_then(|entries| {
        let paths = entries.map(|entry| Ok(entry?.path()));
        paths.collect::<io::Result<Vec<_>>>()
    });
    match paths {
        Ok(mut paths) => {
            // A pipe among them would keep whoever reads it waiting.
            paths.retain(|path| path.is_file());
            paths.sort();
            paths.into_iter().map(Input::File).collect()
        }
        Err(error) => vec![Input::Unreadable(folder.to_owned(), error)],
    }
}

impl Input {
    /// Reads a file or standard input with this key and password, or looks at what the server presents.
    pub(crate) fn read(self, key: &KeyArgs, context: &Context) -> Result<Content, Failure> {
        match self {
            Self::Unreadable(path, error) => Err(Failure::about(path.display(), error)),
            Self::File(path) => key.identity(&path).map(Content::Identity),
            Self::Stdin => {
                let bytes = read_at_most(MAX_SIZE, io::stdin());
                let bytes = bytes.map_err(|error| Failure::about("-", error))?;
                let (identity, needed_password) = key.identity_in(&bytes, Path::new("-"))?;
                if key.has_password() && !needed_password {
                    note("note: - needed no password");
                }
                Ok(Content::Identity(identity))
            }
            Self::Server(url) => {
                let address = &url.address;
                let found = look(address, address, context);
                let found = found.map_err(|error| match refusal(&*error) {
                    Some(line) => Failure::about(address, line),
                    None => Failure::about(address, error),
                })?;
                Ok(Content::Presented(found))
            }
        }
    }
}
