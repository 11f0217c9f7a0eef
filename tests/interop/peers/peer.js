// Fetches a page: PORT NAME VERSION CA-FILE; prints it, or why the server is refused.
const fs = require("fs");
const https = require("https");
const net = require("net");

const [port, name, version, ca] = process.argv.slice(2);
const request = https.get({
  host: "127.0.0.1",
  port,
  // An address is not a name to send (RFC 6066 section 3); it is compared all the same.
  servername: net.isIP(name) ? "" : name,
  ca: fs.readFileSync(ca),
  minVersion: `TLSv${version}`,
  maxVersion: `TLSv${version}`,
  agent: false,
});
request.on("response", (response) => response.pipe(process.stdout));
request.on("error", (error) => {
  console.log(`refused: ${error.code}: ${error.message}`);
  process.exitCode = 1;
});
