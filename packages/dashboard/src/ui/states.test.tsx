// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../app/api.ts';
import { go } from '../app/state.ts';
import type { ReportState } from '../app/use-report.ts';
import { Answer } from './states.tsx';

type R = { population: { touches: number }; words: string };
const draw = (state: ReportState<R>) => {
  render(<Answer state={state}>{(report) => <p>{report.words}</p>}</Answer>, document.body);
  return document.body;
};
const report = (touches: number): R => ({ population: { touches }, words: '<b>12</b> journeys' });

afterEach(() => {
  render(null, document.body);
  vi.useRealTimers();
});

describe('Answer', () => {
  it('draws the answer, its words as text', () => {
    const page = draw({ phase: 'done', report: report(3) });
    expect(page.textContent).toBe('<b>12</b> journeys');
    expect(page.querySelector('b')).toBeNull();
  });

  it('keeps the last answer while the next is on its way', () => {
    const page = draw({ phase: 'loading', previous: report(3), cancel: () => undefined });
    expect(page.querySelector('[aria-busy=true]')?.textContent).toContain('12');
  });

  it('shows nothing of an empty answer meanwhile: its zeros are no answer to the next', () => {
    const page = draw({ phase: 'loading', previous: report(0), cancel: () => undefined });
    expect(page.textContent).not.toContain('12');
  });

  it.each([
    ['nothing is shown yet', undefined],
    ['the last answer is shown', report(3)],
  ])('offers to cancel what takes more than two seconds while %s', async (_, previous) => {
    vi.useFakeTimers();
    const cancel = vi.fn();
    const page = draw({ phase: 'loading', previous, cancel });
    expect(page.querySelector('button')).toBeNull();
    await vi.advanceTimersByTimeAsync(2_500);
    page.querySelector('button')?.click();
    expect(cancel).toHaveBeenCalledOnce();
  });

  it('says what failed, the way out, and tries again', () => {
    const retry = vi.fn();
    const error = new ApiError(503, 'query_too_heavy', 'Too heavy.', 'Choose a shorter period.');
    const page = draw({ phase: 'error', error, retry });
    expect(page.querySelector('[role=alert]')?.textContent).toContain('Choose a shorter period.');
    page.querySelector('button')?.click();
    expect(retry).toHaveBeenCalledOnce();
  });

  it('shows no zeros where nothing was observed, but the way to the data', () => {
    const page = draw({ phase: 'done', report: report(0) });
    expect(page.textContent).toContain('No touches in this period.');
    expect(page.querySelector('button')?.textContent).toBe('Show all data');
  });

  it('tells missing accounts from a missing period', () => {
    go({ subject: 'account' }, 'replace');
    const page = draw({ phase: 'done', report: report(0) });
    expect(page.textContent).toContain('names an account');
    go({ subject: 'person' }, 'replace');
  });
});
