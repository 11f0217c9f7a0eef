use zeroize::Zeroizing;

/// Input read as text, one byte for each character, with the way back to positions in the input.
pub(super) struct Text<'a> {
    input: &'a [u8],
    decoded: Option<Zeroizing<Vec<u8>>>,
    start: usize,
    width: usize,
}

impl<'a> Text<'a> {
    /// Takes a byte order mark off, and reads the UTF-16 that Windows PowerShell writes. PEM is ASCII; any other
    /// character is in the text around it and becomes a `?`.
    pub(super) fn of(input: &'a [u8]) -> Self {
        let (start, width, from_pair): (_, _, fn([u8; 2]) -> u16) = match input {
            [0xef, 0xbb, 0xbf, ..] => (3, 1, u16::from_le_bytes),
            [0xff, 0xfe, ..] => (2, 2, u16::from_le_bytes),
            [0xfe, 0xff, ..] => (2, 2, u16::from_be_bytes),
            _ => (0, 1, u16::from_le_bytes),
        };
        let input = &input[start..];
        let decoded = (width == 2).then(|| {
            let (pairs, rest) = input.as_chunks::<2>();
            let ascii = |unit: u16| u8::try_from(unit).ok().filter(u8::is_ascii);
            // Room for all at once: a growing vector would leave copies of a key behind.
            let mut text = Zeroizing::new(Vec::with_capacity(pairs.len() + rest.len()));
            text.extend(
                pairs
                    .iter()
                    .map(|pair| ascii(from_pair(*pair)).unwrap_or(b'?')),
            );
            text.extend(rest.iter().map(|_| b'?'));
            text
        });
        Self {
            input,
            decoded,
            start,
            width,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match &self.decoded {
            Some(decoded) => decoded,
            None => self.input,
        }
    }

    /// Where the byte at `index` of the text is in the input.
    pub(super) fn position(&self, index: usize) -> usize {
        self.start + self.width * index
    }
}
