// Verifies the tokens in a file, one a line: CERTIFICATE FILE; prints how many there are, and how many ids they have.
const fs = require("fs");
const { createRequire } = require("module");
const path = require("path");

const modules = createRequire(path.join(process.env.VB365_TLS_NODE_MODULES, "/"));
const { verify } = modules("jsonwebtoken");
const [certificate, tokens] = process.argv.slice(2).map((file) => fs.readFileSync(file, "utf8"));
const ids = tokens
  .trim()
  .split("\n")
  .map((token) => verify(token, certificate, { algorithms: ["PS256"] }).jti);
console.log(`${ids.length} tokens, ${new Set(ids).size} ids`);
