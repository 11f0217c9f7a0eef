//! What a client with one pin adds to a program that uses rustls anyway: `cargo bench -p benches --bench size`.
//!
//! Two small clients are built in a target directory of their own, stripped and otherwise in cargo's release profile: one of
//! rustls alone, and one of this crate. Their sizes are compared, and what the processor spends on building each. With
//! `CARGO_PROFILE_RELEASE_OPT_LEVEL=z` in the environment both are built for size, and nothing fails.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

type Failure = Box<dyn std::error::Error>;

/// What a row may show; the limit must only ever go down, to the aim. It has room for how rustc divides the crate: a small
/// change anywhere moves what is inlined, and that a program by 12 KB.
struct Budget {
    aim: f64,
    limit: f64,
}

const SIZE: Budget = Budget {
    aim: 400.0,
    limit: 1240.0,
};

const SIZE_BY_DEFAULT: Budget = Budget {
    aim: 400.0,
    limit: 1250.0,
};

const PROCESSOR: Budget = Budget {
    aim: 1.5,
    limit: 2.9,
};

fn main() -> Result<ExitCode, Failure> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("size");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let crate_path = crate_path();
    let pinned = format!(
        "vb365-tls = {{ path = {crate_path:?}, default-features = false, features = [\"ring\"] }}"
    );
    let alone = Client::build(&folder, "alone", include_str!("alone.rs"), "")?;
    let pinned = Client::build(&folder, "pinned", include_str!("pinned.rs"), &pinned)?;
    // In the same target directory, so that only the crate is built again, with what its features need.
    let by_default = pinned.again(&["--features", "vb365-tls/default"])?;

    let mut is_within = row(
        "a client with a pin, over rustls alone, KB",
        &SIZE,
        pinned.over(&alone),
        format_args!("{} - {}", pinned.kilobytes(), alone.kilobytes()),
    );
    is_within &= row(
        "the same, default features",
        &SIZE_BY_DEFAULT,
        by_default.over(&alone),
        format_args!("{} - {}", by_default.kilobytes(), alone.kilobytes()),
    );
    is_within &= row(
        "processor time of a clean build / rustls alone",
        &PROCESSOR,
        pinned.seconds / alone.seconds,
        format_args!("{:.1} s / {:.1} s", pinned.seconds, alone.seconds),
    );
    let is_default_profile = std::env::var_os("CARGO_PROFILE_RELEASE_OPT_LEVEL").is_none();
    Ok(match is_within || !is_default_profile {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// The crate is the package above that of the benches.
fn crate_path() -> PathBuf {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    benches.parent().unwrap_or(benches).to_path_buf()
}

fn row(what: &str, budget: &Budget, measured: f64, of: std::fmt::Arguments<'_>) -> bool {
    let Budget { aim, limit } = budget;
    let verdict = if measured <= *aim {
        format!("within {aim}")
    } else if measured <= *limit {
        format!("MISSES {aim}, fails beyond {limit}")
    } else {
        format!("OVER {limit}, aim {aim}")
    };
    println!("{what}: {of} = {measured:.2} ({verdict})");
    measured <= *limit
}

/// A program that was built.
struct Client {
    name: &'static str,
    package: PathBuf,
    octets: u64,
    /// What the processor spent on building it and all it depends on.
    seconds: f64,
}

impl Client {
    fn build(
        folder: &Path,
        name: &'static str,
        source: &str,
        dependency: &str,
    ) -> Result<Self, Failure> {
        let package = folder.join(name);
        fs::create_dir_all(package.join("src"))?;
        fs::write(package.join("src/main.rs"), source)?;
        fs::write(
            package.join("Cargo.toml"),
            format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                 [profile.release]\nstrip = true\n\n[dependencies]\n{dependency}\n\
                 rustls = {{ version = \"0.23.46\", default-features = false, features = [\"ring\", \"std\", \"tls12\"] }}\n",
            ),
        )?;
        // The same versions for both.
        let lock = crate_path().join("Cargo.lock");
        fs::copy(lock, package.join("Cargo.lock"))?;
        let client = Self {
            name,
            package,
            octets: 0,
            seconds: 0.0,
        };
        client.again(&[])
    }

    fn again(&self, arguments: &[&str]) -> Result<Self, Failure> {
        let before = spent_on_children()?;
        let status = Command::new(env!("CARGO"))
            .args(["build", "--release", "--quiet", "--offline", "--target-dir"])
            .arg(self.package.join("target"))
            .args(arguments)
            .current_dir(&self.package)
            .status()?;
        if !status.success() {
            return Err(format!("{} cannot be built", self.name).into());
        }
        let program = self.package.join("target/release").join(self.name);
        Ok(Self {
            name: self.name,
            package: self.package.clone(),
            octets: fs::metadata(program)?.len(),
            seconds: spent_on_children()? - before,
        })
    }

    fn over(&self, other: &Self) -> f64 {
        (self.octets as f64 - other.octets as f64) / 1024.0
    }

    fn kilobytes(&self) -> u64 {
        self.octets / 1024
    }
}

/// Seconds that the processor has spent on the children of this process which have ended, and on theirs.
fn spent_on_children() -> Result<f64, Failure> {
    // proc(5): hundredths of a second, user and system time, the 16th and 17th field; the second is in parentheses.
    let stat = fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("no parenthesis")?;
    let ticks = fields.split_whitespace().skip(13).take(2);
    let ticks: u64 = ticks.map(str::parse::<u64>).sum::<Result<_, _>>()?;
    Ok(ticks as f64 / 100.0)
}
