export class MoodleError extends Error {
  errorcode: string;
  exception?: string;
  debuginfo?: string;
}

export class ControlError extends Error {
  code: string;
  path: string;
}

export interface StartOptions {
  /** The seed file; without one the site is that of the double's default. */
  seed?: string;
  /** Further options of `triglot double`. */
  args?: string[];
  /** The command, where `triglot` is not on the path; TRIGLOT_COMMAND has it, too. */
  command?: string;
}

export class Double {
  constructor(url: string);
  readonly url: string;
  static start(options?: StartOptions): Promise<Double>;
  world(name?: string): World;
  stop(): Promise<void>;
}

/** A span in seconds, or as in `7d` or `1h30m`. */
export type Span = number | string;
/** A time in Unix seconds, or as in `2026-09-07T08:00:00Z`. */
export type Moment = number | string;

export interface Choice {
  function?: string;
  protocol?: string;
  user?: string;
  token?: string;
  outcome?: "result" | "refused" | "unreached";
  errorcode?: string;
  since?: number;
  limit?: number;
}

export interface Expected {
  times?: number;
  at_least?: number;
  at_most?: number;
  protocol?: string;
  user?: string;
  token?: string;
  outcome?: "result" | "refused" | "unreached";
  since?: number;
}

export interface Call {
  number: number;
  time: number;
  protocol: string;
  function: string;
  arguments: unknown;
  user: string;
  token: string;
  outcome: "result" | "refused" | "unreached";
  errorcode: string;
  status: number;
  [member: string]: unknown;
}

export type Severity = "refused" | "ignored" | "deprecated" | "unsafe";

export interface Finding {
  rule: string;
  severity: Severity;
  call: number;
  function: string;
  path: string;
  text: string;
}

export interface Rule {
  name?: string;
  function?: string;
  protocol?: string;
  token?: string;
  user?: string;
  path?: string;
  calls?: number | number[];
  every?: number;
  after?: number;
  chance?: number;
  seed?: number;
  times?: number;
}

export type Arguments = Record<string, unknown>;

export class World {
  constructor(url: string);
  readonly url: string;
  readonly clock: {
    now(): Promise<number>;
    set(now: Moment): Promise<unknown>;
    advance(span: Span): Promise<unknown>;
    freeze(): Promise<unknown>;
    run(): Promise<unknown>;
  };
  readonly faults: {
    list(): Promise<Array<Rule & { seen: number; applied: number }>>;
    add(fault: string | Record<string, unknown>, rule?: Rule): Promise<unknown>;
    clear(): Promise<unknown>;
  };
  call<Result = any>(wsfunction: string, args?: Arguments, options?: { token?: string }): Promise<Result>;
  token(name?: string): Promise<string>;
  calls(chosen?: Choice): Promise<Call[]>;
  called(wsfunction: string, args?: Arguments, expected?: Expected): Promise<void>;
  notCalled(wsfunction: string, args?: Arguments, expected?: Expected): Promise<void>;
  allMatched(): Promise<void>;
  strict(severity?: Severity[]): Promise<Finding[]>;
  assertStrict(severity?: Severity[]): Promise<void>;
  seed(document: string | Record<string, unknown>): Promise<void>;
  reset(): Promise<void>;
  control<Answer = any>(method: string, path: string, document?: unknown): Promise<Answer>;
}
