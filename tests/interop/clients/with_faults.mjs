// What moodle-ts makes of a site at which something goes wrong: as with_faults.py.
//
//     with_faults.mjs WORLD TOKEN FAULT...

import { MoodleClient } from "moodle-ts";
import { core_webservice_get_site_info as ask } from "moodle-ts/moodle/MOODLE_405_STABLE";

const [world, token, ...faults] = process.argv.slice(2);
const client = new MoodleClient({ baseUrl: world, token });
const control = (method, document) => fetch(`${world}/_triglot/faults`, { method, body: document && JSON.stringify(document) });

async function outcome() {
  try {
    await ask(client, {});
  } catch (error) {
    return error.constructor.name;
  }
  return "answered";
}

const told = { nothing: await outcome() };
for (const fault of faults) {
  await control("POST", { fault: fault.startsWith("{") ? JSON.parse(fault) : fault });
  told[fault] = await outcome();
  await control("DELETE");
}
console.log(JSON.stringify(told));
