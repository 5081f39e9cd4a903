// A school year as an office runs it, through moodle-ts: the story of school_year.py, with its typed functions.
//
//     school_year.mjs ADDRESS TOKEN
//
// Prints what was read on the way as JSON, so that it can be compared with what another client has read.

import { MoodleApiError, MoodleClient } from "moodle-ts";
import * as functions from "moodle-ts/moodle/MOODLE_405_STABLE";

const [address, token] = process.argv.slice(2);
const client = new MoodleClient({ baseUrl: address, token });
const call = async (name, parameters) => (await functions[name](client, parameters)).data;

async function refusal(name, parameters) {
  try {
    await call(name, parameters);
  } catch (error) {
    if (error instanceof MoodleApiError) return error.errorCode;
    throw error;
  }
  throw new Error(`${name} was not refused`);
}

const byCode = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const names = (rows, field) => rows.map((row) => row[field]).sort(byCode);
const read = {};

const [category] = await call("core_course_create_categories", {
  categories: [{ name: "Année scolaire", parent: 0, idnumber: "YEAR" }],
});
const courses = [1, 2].map((number) => ({
  fullname: `Géométrie ${number}`,
  shortname: `GEO${number}`,
  categoryid: category.id,
  format: "topics",
}));
const [first, second] = (await call("core_course_create_courses", { courses })).map((course) => course.id);
const people = ["Ada", "Emmy", "Sofja"].map((name) => ({
  username: name.toLowerCase(),
  password: "Passw0rd!",
  firstname: name,
  lastname: "Łukasiewicz",
  email: `${name.toLowerCase()}@example.net`,
  idnumber: `Y-${name}`,
}));
const [teacher, ...students] = (await call("core_user_create_users", { users: people })).map((person) => person.id);
read["same name again"] = await refusal("core_user_create_users", { users: people.slice(0, 1) });
const weak = { ...people[0], username: "weak", email: "w@example.net", password: "x" };
read["weak password"] = await refusal("core_user_create_users", { users: [weak] });

await call("enrol_manual_enrol_users", { enrolments: [{ roleid: 3, userid: teacher, courseid: first }] });
const enrolments = students.flatMap((userid) => [first, second].map((courseid) => ({ roleid: 5, userid, courseid })));
await call("enrol_manual_enrol_users", { enrolments });
const enrolled = await call("core_enrol_get_enrolled_users", { courseid: first });
read["enrolled"] = enrolled.map((person) => [person.fullname, ...names(person.roles, "shortname")]).sort(byCode);
read["courses of a student"] = names(await call("core_enrol_get_users_courses", { userid: students[0] }), "shortname");

const [group] = await call("core_group_create_groups", {
  groups: [{ courseid: first, name: "Groupe A", description: "<p>Été</p>" }],
});
const membership = students.map((userid) => ({ groupid: group.id, userid }));
await call("core_group_add_group_members", { members: membership });
const [inGroup] = await call("core_group_get_group_members", { groupids: [group.id] });
read["group"] = JSON.stringify([...inGroup.userids].sort()) === JSON.stringify([...students].sort());
read["groups of the course"] = names(await call("core_group_get_course_groups", { courseid: first }), "name");
read["nobody's group"] = await refusal("core_group_add_group_members", { members: [{ groupid: group.id, userid: 2 }] });

const [cohort] = await call("core_cohort_create_cohorts", {
  cohorts: [{ categorytype: { type: "system", value: "" }, name: "Promotion", idnumber: "PROMO" }],
});
await call("core_cohort_add_cohort_members", {
  members: [{ cohorttype: { type: "idnumber", value: "PROMO" }, usertype: { type: "username", value: "emmy" } }],
});
const [inCohort] = await call("core_cohort_get_cohort_members", { cohortids: [cohort.id] });
read["cohort"] = inCohort.userids.length === 1 && inCohort.userids[0] === students[0];

await call("core_user_update_users", { users: [{ id: students[0], city: "Erlangen", firstname: "Emmy Amalie" }] });
const [emmy] = await call("core_user_get_users_by_field", { field: "idnumber", values: ["Y-Emmy"] });
read["a student"] = [emmy.fullname, emmy.city, emmy.email, emmy.suspended];
const found = await call("core_user_get_users", { criteria: [{ key: "lastname", value: "Łukasiewicz" }] });
read["found"] = names(found.users, "username");
const role = { roleid: 4, userid: students[1], contextlevel: "course", instanceid: second };
await call("core_role_assign_roles", { assignments: [role] });
await call("core_role_unassign_roles", { unassignments: [role] });
await call("core_course_update_courses", { courses: [{ id: second, fullname: "Géométrie et algèbre", visible: 0 }] });
const [course] = await call("core_course_get_courses", { options: { ids: [second] } });
read["a course"] = [course.fullname, course.shortname, course.visible];
const categories = await call("core_course_get_categories", { criteria: [{ key: "idnumber", value: "YEAR" }] });
read["categories"] = categories.map((each) => [each.name, each.coursecount]);

await call("core_group_delete_group_members", { members: membership });
await call("core_group_delete_groups", { groupids: [group.id] });
await call("core_cohort_delete_cohorts", { cohortids: [cohort.id] });
const everybody = [teacher, ...students];
await call("enrol_manual_unenrol_users", { enrolments: everybody.map((userid) => ({ userid, courseid: first })) });
read["enrolled in the end"] = await call("core_enrol_get_enrolled_users", { courseid: first });
await call("core_course_delete_courses", { courseids: [first, second] });
await call("core_course_delete_categories", { categories: [{ id: category.id, recursive: 1 }] });
await call("core_user_delete_users", { userids: everybody });
read["users in the end"] = await call("core_user_get_users_by_field", { field: "username", values: ["ada", "emmy", "sofja"] });
read["the course in the end"] = await refusal("core_course_get_contents", { courseid: first });

console.log(JSON.stringify(read));
