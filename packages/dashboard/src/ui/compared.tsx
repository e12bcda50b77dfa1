import type { ReportName } from '@touchtrail/contract';
import { compareParameters } from '../app/compare.ts';
import { view } from '../app/state.ts';
import { useCompared } from '../app/use-compared.ts';
import type { Comparison } from '../app/use-compared.ts';
import { words } from '../words/words.ts';
import { lazy } from './lazy.tsx';
import { Answer } from './states.tsx';

const say = words({
  'Choose with whom to compare: add a condition after With.':
    'Wählen Sie, mit wem verglichen wird: eine Bedingung nach Mit.',
  'All data have no time before them: choose a period.':
    'Vor allen Daten liegt kein Zeitraum: Wählen Sie einen.',
});

/** Loaded when something is compared. */
const Differences = lazy(async () => (await import('./differences.tsx')).Differences);

/** What is different; nothing unless a comparison is asked for. */
export function ComparedWith({ of }: { of: Comparison }) {
  const { compare } = view.value;
  if (compare === null) return null;
  if (compareParameters.value === null) {
    return (
      <p class="note">
        {compare.kind === 'segment'
          ? say('Choose with whom to compare: add a condition after With.')
          : say('All data have no time before them: choose a period.')}
      </p>
    );
  }
  return of && <Answer state={of}>{(report) => <Differences report={report} />}</Answer>;
}

/** What the report of a screen says otherwise on the other side, where the screen does not draw it. */
export function Compared(props: { report: ReportName; parameters?: Record<string, unknown> }) {
  return <ComparedWith of={useCompared(props.report, props.parameters)} />;
}
