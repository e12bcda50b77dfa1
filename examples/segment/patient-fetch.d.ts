/** A `fetch` that sends a message of Jitsu's client again until the service has it. */
export function patientFetch(
  url: RequestInfo | URL,
  init: RequestInit,
  options?: { attempts?: number; firstWaitMs?: number },
): Promise<Response>;
