import type { ReportName, ReportTypes, SiteSummary } from '@touchtrail/contract';

/** A typed client of the read API for tests. */
export interface ConsoleApi {
  /** What an address answers, taken for what the caller says it is. Throws when it is refused. */
  get<T>(path: string): Promise<T>;
  report<Name extends ReportName>(
    name: Name,
    parameters: Record<string, unknown>,
  ): Promise<ReportTypes[Name]>;
  sites(): Promise<SiteSummary[]>;
}

/** Talks to a running service with its admin token. */
export function consoleApi(url: string, token: string): ConsoleApi {
  const request = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
    return body;
  };
  return {
    get: async <T>(path: string) => (await request(path)) as T,
    report: async <Name extends ReportName>(name: Name, parameters: Record<string, unknown>) =>
      (await request(`/api/reports/${name}`, {
        method: 'POST',
        body: JSON.stringify(parameters),
      })) as ReportTypes[Name],
    sites: async () => (await request('/api/sites')) as SiteSummary[],
  };
}

/** Asks until the answer satisfies, at most `timeoutMs`. The last answer is in the error. */
export async function eventually<T>(
  ask: () => Promise<T>,
  satisfied: (answer: T) => boolean,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (satisfied(answer)) return answer;
    if (Date.now() > deadline) {
      throw new Error(
        `Still not so after ${timeoutMs} ms: ${JSON.stringify(answer)?.slice(0, 2_000)}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
