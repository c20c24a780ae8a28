// How the types of the job API are used: what a user writes compiles, what breaks the contract does not.
import { checkJobSubmitRequest, isJobResponse } from "contracts/index.js";
import type { ContractViolation, JobResponse, JobState, JobSubmitRequest, Output } from "contracts/index.js";

export const request: JobSubmitRequest = { schema_version: "1.0.0", name: "n" };
export const full: JobSubmitRequest = { ...request, outputs: ["log"], attempts: 8, run_after: null };

// @ts-expect-error the constant
export const another: JobSubmitRequest = { schema_version: "1.1.0", name: "n" };
// @ts-expect-error a member that is not declared
export const more: JobSubmitRequest = { ...request, extra: 1 };
// @ts-expect-error may be absent, not null
export const nothing: JobSubmitRequest = { ...request, outputs: null };
// @ts-expect-error may be absent, not undefined
export const unsaid: JobSubmitRequest = { ...request, attempts: undefined };
// @ts-expect-error required
export const nameless: JobSubmitRequest = { schema_version: "1.0.0" };
// @ts-expect-error no such word
export const word: Output = "Log";

export function change(response: JobResponse): void {
  // @ts-expect-error contracts are read, not changed
  response.job_id = "job_0001";
}

export function state(value: unknown): JobState | undefined {
  return isJobResponse(value) ? value.state : undefined;
}

export function read(text: string): JobSubmitRequest | readonly ContractViolation[] {
  const result = checkJobSubmitRequest(JSON.parse(text));
  // @ts-expect-error only a value that keeps the contract is one
  void result.value;
  return result.ok ? result.value : result.violations;
}
