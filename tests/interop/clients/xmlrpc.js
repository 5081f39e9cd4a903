// What the npm package "xmlrpc" makes of the probe: node xmlrpc.js ADDRESS TEXT, with the folder of packages in NODE_PATH.
const xmlrpc = require("xmlrpc");

const [, , address, text] = process.argv;
// Given an address, the client would leave out its query.
const { hostname, port, pathname, search } = new URL(address);
const client = xmlrpc.createClient({ host: hostname, port, path: pathname + search });

const call = (name, ...params) =>
  new Promise((resolve, reject) => client.methodCall(name, params, (error, value) => (error ? reject(error) : resolve(value))));

async function story() {
  const rich = await call("local_probe_rich");
  const told = {
    scalar: await call("local_probe_scalar_int"),
    struct: { int: rich.int, float: rich.float, text: rich.text },
    items: await call("local_probe_items", [{ id: 1, label: "ż", flag: true, subs: [1.5, 2] }, { id: 2 }]),
    text: (await call("local_probe_echo_raw", text)).json,
    default: await call("local_probe_order", "b", 1),
    sent_null: (await call("local_probe_echo_raw", null)).type,
  };
  try {
    await call("local_probe_fail", "capability");
  } catch (error) {
    told.fault = error.faultString.split(" | ERRORCODE: ")[1];
  }
  console.log(JSON.stringify(told));
}

story();
