// Worlds of Triglot's double for tests: a site of its own for each test, called over REST and steered over its control face.

import { AssertionError } from "node:assert";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const ANSWERS_WITHIN = 30_000;
let worlds = 0;

/** A refusal of the site: what its answer says. */
export class MoodleError extends Error {
  constructor(answer) {
    super(`${answer.errorcode}: ${answer.message ?? answer.error ?? ""}`);
    this.name = "MoodleError";
    this.errorcode = answer.errorcode;
    this.exception = answer.exception;
    this.debuginfo = answer.debuginfo;
  }
}

/** What the control face of a double refuses. */
export class ControlError extends Error {
  constructor({ code, message, path }) {
    super(path ? `${path}: ${message}` : message);
    this.name = "ControlError";
    this.code = code;
    this.path = path;
  }
}

/** A double: a process of its own, or one that runs already. */
export class Double {
  #process;

  constructor(url, process) {
    this.url = url.replace(/\/+$/, "");
    this.#process = process;
  }

  /**
   * Start `triglot double`, or use the one whose address TRIGLOT_URL has.
   * Options: `seed` and further `args` of the command; `command` where it is not on the path.
   */
  static async start({ seed, args = [], command = process.env.TRIGLOT_COMMAND ?? "triglot" } = {}) {
    if (process.env.TRIGLOT_URL && seed === undefined && args.length === 0) return new Double(process.env.TRIGLOT_URL);
    const [program, ...words] = command.split(" ");
    const options = [...words, "double", ...(seed === undefined ? [] : ["--seed", seed]), ...args];
    const child = spawn(program, options, { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text) => (said = (said + text).slice(-4000)));
    const stop = () => child.kill();
    process.once("exit", stop);
    const lines = createInterface({ input: child.stdout });
    const [how, value] = await Promise.race([
      once(lines, "line").then(([line]) => ["ready", line]),
      once(child, "exit").then(([code]) => ["ended", code]),
      once(child, "error").then(([error]) => ["failed", error.message]),
    ]).catch((error) => ["failed", error.message]);
    if (how !== "ready") {
      process.removeListener("exit", stop);
      throw new Error(`${command} double ${how === "ended" ? `ended with status ${value}` : value}\n${said}`.trim());
    }
    child.stdout.resume();
    return new Double(value.trim(), child);
  }

  /** A world of its own, which nothing has happened in; it is made when it is first asked. */
  world(name = `node-${process.pid}-${++worlds}`) {
    return new World(`${this.url}/t/${name}`);
  }

  /** End the process, if it was started here. */
  async stop() {
    if (!this.#process || this.#process.exitCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill();
    await ended;
  }
}

/** One site: its address, its tokens, calls to it, and what a test steers and asks. */
export class World {
  #tokens;

  constructor(url) {
    this.url = url.replace(/\/+$/, "");
    this.clock = {
      now: async () => (await this.control("GET", "clock")).now,
      set: (now) => this.control("POST", "clock", { now }),
      advance: (advance) => this.control("POST", "clock", { advance }),
      freeze: () => this.control("POST", "clock", { freeze: true }),
      run: () => this.control("POST", "clock", { run: true }),
    };
    this.faults = {
      list: async () => (await this.control("GET", "faults")).rules,
      add: (fault, rule = {}) => this.control("POST", "faults", { fault, ...rule }),
      clear: () => this.control("DELETE", "faults"),
    };
  }

  /** The result of a function; a refusal is thrown as a MoodleError. Options: `token`, a name or a value. */
  async call(wsfunction, args = {}, { token } = {}) {
    const body = new URLSearchParams({ wstoken: await this.token(token), wsfunction, moodlewsrestformat: "json" });
    for (const [name, value] of fields(args)) body.append(name, value);
    const answer = await request(`${this.url}/webservice/rest/server.php`, { method: "POST", body });
    const value = await json(answer);
    if (value?.errorcode !== undefined && value.exception !== undefined) throw new MoodleError(value);
    return value;
  }

  /** The value of a token, by its name or that of its owner; the first one without a name. A value is given back. */
  async token(name) {
    this.#tokens ??= await this.control("GET", "tokens");
    if (/^[0-9a-f]{32}$/.test(name ?? "")) return name;
    const found = this.#tokens.find((each) => name === undefined || each.name === name) ?? this.#tokens.find((each) => each.user === name);
    if (found) return found.token;
    const known = this.#tokens.map((each) => each.name || each.user);
    throw new Error(`there is no token ${name}; there are ${[...new Set(known)].join(", ") || "none: seed some"}`);
  }

  /** What was called, in order. */
  async calls(chosen = {}) {
    return (await this.control("GET", `calls${query(chosen)}`)).calls;
  }

  /** Assert that a function was called, with at least these arguments. Options: `times`, `at_least`, `at_most`, `user`, … */
  async called(wsfunction, args = {}, expected = {}) {
    await this.#verify({ called: { function: wsfunction, arguments: args, ...expected } });
  }

  /** Assert that a function was not called. */
  async notCalled(wsfunction, args = {}, expected = {}) {
    await this.#verify({ not_called: { function: wsfunction, arguments: args, ...expected } });
  }

  /** Assert that nothing was called that there is not. */
  async allMatched() {
    await this.#verify({ unmatched: {} });
  }

  /** What was sent that a real site would refuse or ignore. */
  async strict(severity = []) {
    return (await this.control("GET", `strict${query({ severity: severity.join(",") })}`)).findings;
  }

  /** Assert that nothing was sent that a real site would refuse or ignore. */
  async assertStrict(severity = ["refused", "ignored"]) {
    const found = await this.strict(severity);
    if (found.length) throw new AssertionError({ message: found.map((each) => `${each.function || "a request"}: ${each.text}`).join("\n") });
  }

  /** Add to the site, as a seed does: a text, or an object. */
  async seed(document) {
    this.#tokens = undefined;
    await this.control("POST", "seed", document);
  }

  /** Let the world begin anew. */
  async reset() {
    this.#tokens = undefined;
    await this.control("POST", "reset", {});
  }

  /** What the control face answers. */
  async control(method, path, document) {
    const body = document === undefined || typeof document === "string" ? document : JSON.stringify(document);
    const answer = await request(`${this.url}/_triglot/${path}`, { method, body });
    const value = await json(answer);
    if (value?.error) throw new ControlError(value.error);
    return value;
  }

  async #verify(expected) {
    const verdict = await this.control("POST", "calls/verify", expected);
    if (!verdict.ok) throw new AssertionError({ message: [verdict.message, ...verdict.near].join("\n  ") });
  }
}

function request(url, options) {
  return fetch(url, { ...options, signal: AbortSignal.timeout(ANSWERS_WITHIN) });
}

async function json(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`status ${answer.status}, and no JSON: ${text.slice(0, 200)}`);
  }
}

function query(chosen) {
  const given = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value !== undefined && value !== ""));
  return given.size === 0 || String(given) === "" ? "" : `?${given}`;
}

// The fields of a form, as PHP reads them: users[0][username]=ada. Booleans are 1 and 0; what is undefined or null is left out.
function* fields(value, name = "") {
  if (value === undefined || value === null) return;
  if (typeof value === "object") {
    for (const [key, item] of Object.entries(value)) yield* fields(item, name ? `${name}[${key}]` : key);
  } else {
    yield [name, typeof value === "boolean" ? String(Number(value)) : String(value)];
  }
}
