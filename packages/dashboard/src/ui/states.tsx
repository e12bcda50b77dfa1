import type { ComponentChildren } from 'preact';
import { formatCompact, formatRate } from '../format/numbers.ts';
import { words } from '../words/words.ts';
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../app/api.ts';
import type { Progress } from '../app/run-report.ts';
import { go, range, view } from '../app/state.ts';
import type { ReportState } from '../app/use-report.ts';

const say = words({
  Loading: 'Wird geladen',
  'Still counting…': 'Es wird noch gezählt …',
  'Still counting: {share} of about {rows} rows read.':
    'Es wird noch gezählt: {share} von etwa {rows} Zeilen gelesen.',
  'Still counting: {rows} rows read.': 'Es wird noch gezählt: {rows} Zeilen gelesen.',
  Cancel: 'Abbrechen',
  'Try again': 'Noch einmal versuchen',
  'No touch in this period names an account.': 'Kein Kontakt in diesem Zeitraum nennt ein Konto.',
  'Touches join an account by their accountId.':
    'Kontakte gehören durch ihre accountId zu einem Konto.',
  'Count people': 'Personen zählen',
  'Nobody fits the conditions in this period.':
    'In diesem Zeitraum passt niemand zu den Bedingungen.',
  'Count everybody': 'Alle zählen',
  'No touches to count.': 'Keine Kontakte zu zählen.',
  'No touches in this period.': 'Keine Kontakte in diesem Zeitraum.',
  'The site has data outside of it.': 'Die Site hat Daten außerhalb davon.',
  'Show all data': 'Alle Daten zeigen',
  'Stopped.': 'Angehalten.',
  'Ask again': 'Noch einmal fragen',
  'Your role may not see this.': 'Ihre Rolle darf das nicht sehen.',
});

/** How far a slow answer is, in words. */
function progressText(progress: Progress | undefined): string {
  if (!progress || progress.readRows === 0) return say('Still counting…');
  const rows = formatCompact(progress.totalRows);
  const share = progress.totalRows > 0 ? progress.readRows / progress.totalRows : 0;
  // The number of rows is an estimate: a share beyond it would be nonsense.
  return share > 0 && share <= 1
    ? say('Still counting: {share} of about {rows} rows read.', { share: formatRate(share), rows })
    : say('Still counting: {rows} rows read.', { rows: formatCompact(progress.readRows) });
}

/** A grey shape where something will stand. */
export function Skeleton({ height, children }: { height: number; children?: ComponentChildren }) {
  return (
    <div class="skeleton" style={{ minHeight: `${height}px` }} aria-busy="true">
      <span class="hidden" role="status">
        {say('Loading')}
      </span>
      {children}
    </div>
  );
}

/** From the third second on: how far an answer is, and a way to stop it. Nothing before. */
function SlowNote(props: { cancel: () => void; progress: Progress | undefined; class: string }) {
  const { cancel, progress } = props;
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 2_000);
    return () => clearTimeout(timer);
  }, []);
  if (!slow) return null;
  return (
    <p class={props.class}>
      {progress && progress.totalRows > 0 && (
        <progress value={progress.readRows} max={progress.totalRows} aria-hidden="true" />
      )}
      <span role="status">{progressText(progress)}</span>
      <button type="button" class="button" onClick={cancel}>
        {say('Cancel')}
      </button>
    </p>
  );
}

/** What went wrong and the way out. */
export function Problem({ error, retry }: { error: ApiError; retry?: () => void }) {
  return (
    <div class="problem" role="alert">
      <p class="problem-title">
        {error.code === 'forbidden' ? say('Your role may not see this.') : error.message}
      </p>
      {error.code === 'forbidden' && <p>{error.message}</p>}
      <p>{error.hint}</p>
      {retry && (
        <button type="button" class="button" onClick={retry}>
          {say('Try again')}
        </button>
      )}
    </div>
  );
}

/** Nothing to show, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** Why a report counted nothing, as far as the view tells. */
function NothingCounted() {
  const { subject } = view.value;
  if (subject === 'account') {
    return (
      <Empty title={say('No touch in this period names an account.')}>
        <p>{say('Touches join an account by their accountId.')}</p>
        <button type="button" class="button" onClick={() => go({ subject: 'person' })}>
          {say('Count people')}
        </button>
      </Empty>
    );
  }
  if (view.value.segment.length > 0) {
    return (
      <Empty title={say('Nobody fits the conditions in this period.')}>
        <button type="button" class="button" onClick={() => go({ segment: [] })}>
          {say('Count everybody')}
        </button>
      </Empty>
    );
  }
  if (range.value.kind === 'all') return <Empty title={say('No touches to count.')} />;
  return (
    <Empty title={say('No touches in this period.')}>
      <p>{say('The site has data outside of it.')}</p>
      <button type="button" class="button" onClick={() => go({ range: { kind: 'all' } })}>
        {say('Show all data')}
      </button>
    </Empty>
  );
}

interface Countable {
  population: { touches: number };
}

/** One place for waiting, failing and having nothing; `children` draws the answer. */
export function Answer<R extends Countable>(props: {
  state: ReportState<R>;
  height?: number;
  children: (report: R) => ComponentChildren;
}) {
  const { state } = props;
  if (state.phase === 'error') return <Problem error={state.error} retry={state.retry} />;
  if (state.phase === 'cancelled') {
    return (
      <Empty title={say('Stopped.')}>
        <button type="button" class="button" onClick={state.retry}>
          {say('Ask again')}
        </button>
      </Empty>
    );
  }
  if (state.phase === 'loading') {
    const { previous, cancel, progress } = state;
    // What was empty has nothing to show meanwhile; zeros would be taken for an answer.
    return previous && previous.population.touches > 0 ? (
      <>
        <SlowNote cancel={cancel} progress={progress} class="stale-note no-print" />
        <div class="stale" aria-busy="true">
          {props.children(previous)}
        </div>
      </>
    ) : (
      <Skeleton height={props.height ?? 240}>
        <SlowNote cancel={cancel} progress={progress} class="skeleton-note" />
      </Skeleton>
    );
  }
  if (state.report.population.touches === 0) {
    return <NothingCounted />;
  }
  return <>{props.children(state.report)}</>;
}
