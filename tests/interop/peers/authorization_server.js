// An authorization server over HTTPS where one client signs in with private_key_jwt (RFC 7523).
//
// authorization_server.js TENANT CLIENT-ID CLIENT-CERTIFICATE SERVER-CERTIFICATE SERVER-KEY
//
// Prints `listening on PORT`, then for each token request `granted` or `refused: ` and the reason it keeps from clients.
const crypto = require("crypto");
const fs = require("fs");
const https = require("https");
const { createRequire } = require("module");
const path = require("path");
const { pathToFileURL } = require("url");

const [tenant, client, certificate, cert, key] = process.argv.slice(2);
const modules = createRequire(path.join(process.env.VB365_TLS_NODE_MODULES, "/"));

async function main() {
  const { default: Provider } = await import(pathToFileURL(modules.resolve("oidc-provider")));
  const read = (file) => fs.readFileSync(file);
  const server = https.createServer({ cert: read(cert), key: read(key) });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();

  const jwk = new crypto.X509Certificate(read(certificate)).publicKey.export({ format: "jwk" });
  const provider = new Provider(`https://localhost:${port}/`, {
    clients: [
      {
        client_id: client,
        grant_types: ["client_credentials"],
        id_token_signed_response_alg: "ES256",
        redirect_uris: [],
        response_types: [],
        token_endpoint_auth_method: "private_key_jwt",
        jwks: { keys: [{ ...jwk, use: "sig" }] },
      },
    ],
    enabledJWA: { clientAuthSigningAlgValues: ["PS256", "RS256"] },
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    jwks: { keys: [signingKey()] },
    routes: { token: `/${tenant}/oauth2/v2.0/token` },
  });
  provider.on("grant.success", () => console.log("granted"));
  provider.on("grant.error", (_, error) => {
    console.log(`refused: ${error.error_detail ?? error.cause?.message ?? error.message}`);
  });
  server.on("request", provider.callback());
  console.log(`listening on ${port}`);
}

function signingKey() {
  const { privateKey } = crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), alg: "ES256", use: "sig" };
}

main();
