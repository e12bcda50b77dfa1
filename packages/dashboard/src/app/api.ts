import type {
  ErrorBody,
  ReportName,
  ReportTypes,
  SiteSummary,
  TouchpointSummary,
} from '@touchtrail/contract';

/** Any failed request. `status` 0: the service did not answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  constructor(status: number, code: string, message: string, hint: string) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.hint = hint;
  }
}

/** Whether a thrown value is the caller's own cancellation. */
export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';

const isErrorBody = (value: unknown): value is ErrorBody =>
  typeof value === 'object' &&
  value !== null &&
  'error' in value &&
  typeof value.error === 'object' &&
  value.error !== null &&
  'message' in value.error;

async function request(path: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(
      0,
      'unreachable',
      'The service does not answer.',
      'Check that touchtrail is running (touchtrail start) and try again.',
    );
  }
  const text = await response.text();
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (response.ok) return body;
  if (isErrorBody(body)) {
    const { code, message, hint } = body.error;
    throw new ApiError(response.status, code, message, hint);
  }
  throw new ApiError(
    response.status,
    'internal',
    `The service answered ${response.status} without a reason.`,
    'Look at its log, or run touchtrail doctor.',
  );
}

const get = (path: string, signal?: AbortSignal) => request(path, signal ? { signal } : {});
const post = (path: string, body: unknown, signal?: AbortSignal) =>
  request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });

/** Whether this browser is signed in. */
export async function hasSession(): Promise<boolean> {
  try {
    await get('/api/session');
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false;
    throw error;
  }
}

export const login = (token: string): Promise<unknown> => post('/api/login', { token });
export const logout = (): Promise<unknown> => post('/api/logout', {});
export const getSites = async (): Promise<SiteSummary[]> =>
  (await get('/api/sites')) as SiteSummary[];
export const getTouchpoints = async (
  site: string,
  signal: AbortSignal,
): Promise<TouchpointSummary[]> =>
  (await get(`/api/touchpoints?site=${encodeURIComponent(site)}`, signal)) as TouchpointSummary[];

/** Runs a report. Parameters as in the contract; times in epoch ms. */
export const runReport = async <N extends ReportName>(
  name: N,
  parameters: Record<string, unknown>,
  signal: AbortSignal,
): Promise<ReportTypes[N]> =>
  (await post(`/api/reports/${name}`, parameters, signal)) as ReportTypes[N];
