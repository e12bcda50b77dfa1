import { afterEach, expect, it, vi } from 'vitest';
import { runReport, splitEvents } from './run-report.ts';

const stream = (pieces: readonly string[]) =>
  new Response(
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(new TextEncoder().encode(piece));
        controller.close();
      },
    }),
  );
const ask = async (pieces: readonly string[]) => {
  vi.stubGlobal('fetch', async () => stream(pieces));
  const heard: number[] = [];
  const report = await runReport('journeys', {}, new AbortController().signal, (at) =>
    heard.push(at.readRows),
  );
  return { report, heard };
};
const progress = 'event: progress\ndata: {"readRows":7,"totalRows":9,"elapsedMs":1}\n\n';

afterEach(() => vi.unstubAllGlobals());

it('splits whole events from what is left of a half one', () => {
  expect(splitEvents('event: a\ndata: 1\ndata: 2\n\nevent: b')).toEqual({
    events: [{ event: 'a', data: '1\n2' }],
    rest: 'event: b',
  });
});

it('tells how far it is and gives the report, however the pieces are cut', async () => {
  const whole = `${progress}event: report\ndata: {"name":"ä"}\n\n`;
  for (let cut = 1; cut < whole.length; cut += 1) {
    const { report, heard } = await ask([whole.slice(0, cut), whole.slice(cut)]);
    expect(report).toEqual({ name: 'ä' });
    expect(heard).toEqual([7]);
  }
});

it('says what was refused, and that a connection broke', async () => {
  const refusal =
    'event: error\ndata: {"code":"too_large","message":"Too much.","hint":"Less."}\n\n';
  await expect(ask([refusal])).rejects.toMatchObject({ code: 'too_large', hint: 'Less.' });
  await expect(ask([progress])).rejects.toMatchObject({ code: 'unreachable' });
});
