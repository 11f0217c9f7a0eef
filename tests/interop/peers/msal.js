// What Microsoft's library for Node sends, without a network.
//
// msal.js AUTHORITY APPLICATION plain|x5c|sha1 CERTIFICATE KEY
// msal.js AUTHORITY APPLICATION forwarded TOKEN
//
// Prints the address and the assertion.
const crypto = require("crypto");
const fs = require("fs");
const { createRequire } = require("module");
const path = require("path");

const modules = createRequire(path.join(process.env.VB365_TLS_NODE_MODULES, "/"));
const { ConfidentialClientApplication } = modules("@azure/msal-node");
const [authority, clientId, way, ...files] = process.argv.slice(2);
const [first, privateKey] = files.map((file) => fs.readFileSync(file, "utf8"));

function credential() {
  if (way === "forwarded") {
    return { clientAssertion: first };
  }
  const hash = (name) => crypto.createHash(name).update(new crypto.X509Certificate(first).raw).digest("hex");
  if (way === "sha1") {
    return { clientCertificate: { thumbprint: hash("sha1"), privateKey } };
  }
  const x5c = way === "x5c" ? { x5c: first } : {};
  return { clientCertificate: { thumbprintSha256: hash("sha256"), privateKey, ...x5c } };
}

// It knows the token endpoints of Microsoft's clouds by heart, so nothing is ever asked for.
const networkClient = {
  async sendGetRequestAsync(url) {
    throw new Error(`asks for ${url}`);
  },
  async sendPostRequestAsync(url, { body }) {
    console.log(url.split("?")[0]);
    console.log(new URLSearchParams(body).get("client_assertion"));
    return { status: 200, headers: {}, body: { access_token: "-", token_type: "Bearer", expires_in: 3599 } };
  },
};

new ConfidentialClientApplication({ auth: { clientId, authority, ...credential() }, system: { networkClient } })
  .acquireTokenByClientCredential({ scopes: ["https://graph.microsoft.com/.default"] });
