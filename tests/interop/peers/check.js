// Says which paths Node.js accepts; see verifiers/script.rs.
const fs = require("fs");
const tls = require("tls");

const [folder, host] = process.argv.slice(2);

function trust(root, lists) {
  return { ca: fs.readFileSync(root), ...(lists === "-" ? {} : { crl: fs.readFileSync(lists, "utf8").match(LIST) }) };
}

// Only the first of a text would be read.
const LIST = /-----BEGIN.*?-----END[^\n]*\n/gs;

// Settles when the server has answered, which it does to whoever accepts it.
function connect(port, root, lists) {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, servername: host, ...trust(root, lists) };
    const socket = tls.connect(options, () => socket.write("GET / HTTP/1.1\r\n\r\n"));
    socket.on("data", () => {
      resolve();
      socket.destroy();
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("closed")));
  });
}

function listen(number, root, lists) {
  return new Promise((resolve, reject) => {
    const read = (name) => fs.readFileSync(`${folder}/${name}`);
    const identity = { cert: read("server.pem"), key: read("server.key") };
    const options = { ...identity, ...trust(root, lists), requestCert: true };
    // It verifies all the same, and keeps the reason.
    const server = tls.createServer({ ...options, rejectUnauthorized: false });
    server.on("secureConnection", (socket) => {
      socket.on("error", () => {});
      socket.end("it is verified");
      server.close();
      socket.authorized ? resolve() : reject(new Error(socket.authorizationError));
    });
    server.on("tlsClientError", (error) => {
      server.close();
      reject(error);
    });
    server.listen(0, "127.0.0.1", () => console.log(`${number}\tlistening\t${server.address().port}`));
  });
}

async function main() {
  const lines = fs.readFileSync(`${folder}/cases`, "utf8").trim().split("\n");
  for (const line of lines) {
    const [number, role, port, root, lists] = line.split("\t");
    try {
      await (role === "server" ? connect(port, root, lists) : listen(number, root, lists));
      console.log(`${number}\taccepted\t`);
    } catch (error) {
      console.log(`${number}\trefused\t${error.message.replaceAll("\n", " ")}`);
    }
  }
}

main();
