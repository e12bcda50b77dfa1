import type { ErrorBody, SiteSummary, TouchpointSummary } from '@touchtrail/contract';
import { language } from '../words/language.ts';
import { words } from '../words/words.ts';

const say = words({
  'The service does not answer.': 'Der Dienst antwortet nicht.',
  'Check that touchtrail is running (touchtrail start) and try again.':
    'Prüfen Sie, ob touchtrail läuft (touchtrail start), und versuchen Sie es wieder.',
  'The service answered {status} without a reason.':
    'Der Dienst antwortete {status} ohne Begründung.',
  'Look at its log, or run touchtrail doctor.':
    'Sehen Sie in sein Protokoll oder rufen Sie touchtrail doctor auf.',
  'The answer is empty.': 'Die Antwort ist leer.',
  'Try again.': 'Versuchen Sie es wieder.',
});

/** Any failed request. `status` 0: the service did not answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly hint: string;
  /** The whole answer: of a conflict, what is there now. */
  readonly body: unknown;
  constructor(status: number, code: string, message: string, hint: string, body?: unknown) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.body = body;
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

/** A path of the API, so that what is refused is said in the language of the page; English is not asked for. */
const spoken = (path: string): string =>
  language.value === 'en' ? path : `${path}${path.includes('?') ? '&' : '?'}lang=${language.value}`;

async function answered(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(spoken(path), { credentials: 'same-origin', ...init });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(
      0,
      'unreachable',
      say('The service does not answer.'),
      say('Check that touchtrail is running (touchtrail start) and try again.'),
    );
  }
}

/** The body of an answer, or what it refuses with. */
async function bodyOf(response: Response): Promise<unknown> {
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
    throw new ApiError(response.status, code, message, hint, body);
  }
  throw new ApiError(
    response.status,
    'internal',
    say('The service answered {status} without a reason.', { status: response.status }),
    say('Look at its log, or run touchtrail doctor.'),
  );
}

const request = async (path: string, init: RequestInit): Promise<unknown> =>
  bodyOf(await answered(path, init));

const sent = (method: string, body: unknown, signal?: AbortSignal): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
  ...(signal ? { signal } : {}),
});

/**
 * Asks for server-sent events.
 *
 * @throws ApiError when the service refuses before it begins.
 */
export async function openStream(
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const response = await answered(path, sent('POST', body, signal));
  if (response.ok && response.body) return response.body;
  await bodyOf(response);
  throw new ApiError(0, 'internal', say('The answer is empty.'), say('Try again.'));
}

/** What an address answers, as JSON. */
export const getJson = (path: string, signal?: AbortSignal): Promise<unknown> =>
  request(path, signal ? { signal } : {});
/** Sends JSON and reads the answer. */
export const postJson = (path: string, body: unknown, signal?: AbortSignal): Promise<unknown> =>
  request(path, sent('POST', body, signal));
/** Puts JSON in place and reads the answer. */
export const putJson = (path: string, body: unknown): Promise<unknown> =>
  request(path, sent('PUT', body));
/** Takes away what stands at an address. */
export const deleteJson = (path: string): Promise<unknown> => request(path, { method: 'DELETE' });

/** Who is signed in. */
export type Role = 'viewer' | 'analyst' | 'admin';

/** The role of whoever is signed in in this browser; undefined: nobody. */
export async function sessionRole(): Promise<Role | undefined> {
  try {
    return ((await getJson('/api/session')) as { role: Role }).role;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return undefined;
    throw error;
  }
}

export const login = (token: string): Promise<unknown> => postJson('/api/login', { token });
export const logout = (): Promise<unknown> => postJson('/api/logout', {});
export const getSites = async (): Promise<SiteSummary[]> =>
  (await getJson('/api/sites')) as SiteSummary[];
export const getTouchpoints = async (
  site: string,
  signal: AbortSignal,
): Promise<TouchpointSummary[]> =>
  (await getJson(
    `/api/touchpoints?site=${encodeURIComponent(site)}`,
    signal,
  )) as TouchpointSummary[];
