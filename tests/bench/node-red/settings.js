// Node-RED as tests/bench.sh runs it: without an editor, and with the flows beside this file.
module.exports = {
  uiHost: "127.0.0.1",
  uiPort: process.env.PORT,
  httpAdminRoot: false,
  flowFile: "flows.json",
  credentialSecret: false,
  logging: { console: { level: "warn" } },
};
