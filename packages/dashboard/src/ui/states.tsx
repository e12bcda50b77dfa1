import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../app/api.ts';
import { go, range, view } from '../app/state.ts';
import type { ReportState } from '../app/use-report.ts';

/** Grey shapes where the answer will stand; after two seconds it says so and can be stopped. */
function Waiting({ cancel, height }: { cancel: () => void; height: number }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 2_000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="skeleton" style={{ minHeight: `${height}px` }} aria-busy="true">
      <span class="hidden" role="status">
        Loading
      </span>
      {slow && (
        <p class="skeleton-note">
          Still counting…{' '}
          <button type="button" class="button" onClick={cancel}>
            Cancel
          </button>
        </p>
      )}
    </div>
  );
}

/** What went wrong and the way out. */
export function Problem({ error, retry }: { error: ApiError; retry?: () => void }) {
  return (
    <div class="problem" role="alert">
      <p class="problem-title">{error.message}</p>
      <p>{error.hint}</p>
      {retry && (
        <button type="button" class="button" onClick={retry}>
          Try again
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
      <Empty title="No touch in this period names an account.">
        <p>Touches join an account by their accountId.</p>
        <button type="button" class="button" onClick={() => go({ subject: 'person' })}>
          Count people
        </button>
      </Empty>
    );
  }
  if (range.value.kind === 'all') return <Empty title="No touches to count." />;
  return (
    <Empty title="No touches in this period.">
      <p>The site has data outside of it.</p>
      <button type="button" class="button" onClick={() => go({ range: { kind: 'all' } })}>
        Show all data
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
      <Empty title="Stopped.">
        <button type="button" class="button" onClick={state.retry}>
          Ask again
        </button>
      </Empty>
    );
  }
  if (state.phase === 'loading') {
    return state.previous ? (
      <div class="stale" aria-busy="true">
        {props.children(state.previous)}
      </div>
    ) : (
      <Waiting cancel={state.cancel} height={props.height ?? 240} />
    );
  }
  if (state.report.population.touches === 0) {
    return <NothingCounted />;
  }
  return <>{props.children(state.report)}</>;
}
