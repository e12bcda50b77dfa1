import type { ReportName, ReportTypes } from '@touchtrail/contract';
import { words } from '../words/words.ts';
import { ApiError, openStream } from './api.ts';

const say = words({
  'The connection broke before the answer was whole.':
    'Die Verbindung brach ab, bevor die Antwort vollständig war.',
  'Try again; what you asked for is kept in the address.':
    'Versuchen Sie es wieder; Ihre Frage steht noch in der Adresse.',
});

/** How far a report is: rows read, and how many there are in all, where that is known. */
export interface Progress {
  readRows: number;
  totalRows: number;
  elapsedMs: number;
}

/** One server-sent event. */
interface Told {
  event: string;
  data: string;
}

/** Splits what arrived into whole events and what is left of a half one. */
export function splitEvents(text: string): { events: Told[]; rest: string } {
  const blocks = text.split('\n\n');
  const rest = blocks.pop() ?? '';
  const events = blocks.map((block) => {
    const told: Told = { event: 'message', data: '' };
    const data: string[] = [];
    for (const line of block.split('\n')) {
      if (line.startsWith('event:')) told.event = line.slice(6).trim();
      else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
    }
    told.data = data.join('\n');
    return told;
  });
  return { events, rest };
}

const cutOff = () =>
  new ApiError(
    0,
    'unreachable',
    say('The connection broke before the answer was whole.'),
    say('Try again; what you asked for is kept in the address.'),
  );

/**
 * Runs a report and hears on the way how far it is. Parameters as in the contract; times in epoch ms.
 *
 * @throws ApiError what the service refused, or that it does not answer.
 */
export async function runReport<N extends ReportName>(
  name: N,
  parameters: Record<string, unknown>,
  signal: AbortSignal,
  onProgress: (at: Progress) => void,
): Promise<ReportTypes[N]> {
  const body = await openStream(`/api/reports/${name}`, { ...parameters, progress: '1' }, signal);
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const parts: string[] = [];
  for (;;) {
    const { done, value = '' } = await reader.read();
    const split = value.startsWith('\n') && parts.at(-1)?.endsWith('\n') === true;
    parts.push(value);
    // An answer may be long: only a piece that ends an event is worth a look.
    if (!done && !split && !value.includes('\n\n')) continue;
    const { events, rest } = splitEvents(parts.join(''));
    parts.length = 0;
    parts.push(rest);
    for (const { event, data } of events) {
      if (event === 'progress') onProgress(JSON.parse(data) as Progress);
      if (event === 'report') return JSON.parse(data) as ReportTypes[N];
      if (event === 'error') {
        const { code, message, hint } = JSON.parse(data) as Record<
          'code' | 'message' | 'hint',
          string
        >;
        throw new ApiError(422, code, message, hint);
      }
    }
    if (done) throw cutOff();
  }
}
