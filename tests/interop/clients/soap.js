// What the npm package "soap" makes of the probe: node soap.js WSDL TEXT, with the folder of packages in NODE_PATH.
const soap = require("soap");

const [, , wsdl, text] = process.argv;

async function story() {
  const client = await soap.createClientAsync(wsdl);
  const call = async (name, args) => {
    const [result] = await client[`${name}Async`](args);
    return result && result.return;
  };
  const plain = (value) => (value && typeof value === "object" && "$value" in value ? value.$value : value);
  const list = (value) => [].concat(value.item ?? []);
  // A map arrives as its pairs of key and value.
  const pairs = (value) => Object.fromEntries(list(value).map((each) => [plain(each.key), plain(each.value)]));
  const rich = await call("local_probe_rich", null);
  const items = { item: [{ id: 1, label: "ż", flag: true, subs: { item: [1.5, 2] } }, { id: 2 }] };
  const returned = list(await call("local_probe_items", { items })).map(pairs);
  const told = {
    scalar: plain(await call("local_probe_scalar_int", null)),
    struct: { int: plain(rich.int), float: plain(rich.float), text: plain(rich.text) },
    items: returned.map((each) => (each.subs ? { ...each, subs: list(each.subs).map(plain) } : each)),
    text: plain((await call("local_probe_echo_raw", { value: text })).json),
    default: plain(await call("local_probe_order", { b: "b", a: 1 })),
    null: plain(await call("local_probe_scalar_null", null)) ?? null,
  };
  try {
    await call("local_probe_fail", { kind: "capability" });
  } catch (error) {
    told.fault = error.root.Envelope.Body.Fault.faultactor;
  }
  console.log(JSON.stringify(told));
}

story();
