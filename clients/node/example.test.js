import { after, before, test } from "node:test";
import assert from "node:assert";
import { Double } from "triglot-double";

let double;
before(async () => (double = await Double.start()));
after(() => double.stop());

test("a course that was made is found", async () => {
  const moodle = double.world();
  const [{ id }] = await moodle.call("core_course_create_courses", { courses: [{ fullname: "Algebra", shortname: "alg", categoryid: 1 }] });
  const { courses } = await moodle.call("core_course_get_courses_by_field", { field: "id", value: id });
  assert.equal(courses[0].fullname, "Algebra");
  await moodle.called("core_course_create_courses", { courses: [{ shortname: "alg" }] }, { times: 1 });
});

test("the client survives a site that is busy", async () => {
  const moodle = double.world();
  await moodle.faults.add("maintenance", { times: 1 });
  await assert.rejects(moodle.call("core_webservice_get_site_info"), { errorcode: "sitemaintenance" });
  assert.ok((await moodle.call("core_webservice_get_site_info")).sitename);
});

test("what a real site would refuse is told", async () => {
  const moodle = double.world();
  await assert.rejects(moodle.call("core_user_get_users", { criteria: [{ name: "email", value: "a@example.org" }] }), { errorcode: "invalidparameter" });
  await assert.rejects(moodle.assertStrict(), /did you mean key/);
});
