// What a client does whose types openapi-typescript has made: api.d.ts beside this file; run with ADDRESS TOKEN.
import createClient from "openapi-fetch";
import type { paths } from "./api.d.ts";

declare const process: { argv: string[] };

const [address, token] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: address, headers: { authorization: `Bearer ${token}` } });

const site = await client.POST("/api/core_webservice_get_site_info", { body: {} });
const courses = await client.POST("/api/core_course_get_courses_by_field", { body: { field: "id", value: "2" } });
const refused = await client.POST("/api/core_course_get_contents", { body: { courseid: 999999 } });

const userid: number | null | undefined = site.data?.userid;
const ids: (number | null)[] | undefined = courses.data?.courses.map((course) => course.id);
const errorcode: string | undefined = refused.error?.errorcode;
console.log(JSON.stringify({ userid, ids, errorcode, status: refused.response.status }));
