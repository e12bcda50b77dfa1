import { useEffect, useState } from 'preact/hooks';
import { HatchDefs } from '../marks/hatch.tsx';
import { DropOff } from '../screens/drop-off/drop-off.tsx';
import { Flow } from '../screens/flow/flow.tsx';
import { Funnel } from '../screens/funnel/funnel.tsx';
import { Live } from '../screens/live/live.tsx';
import { Overview } from '../screens/overview/overview.tsx';
import { Icon } from '../ui/icons.tsx';
import { Link } from '../ui/link.tsx';
import { Empty } from '../ui/states.tsx';
import { Glossary } from './glossary.tsx';
import { LiveLine } from './live-line.tsx';
import { listen, liveTouches } from './live.ts';
import { Onboarding } from './onboarding.tsx';
import { formatRange } from './range.ts';
import { go, linkProblems, range, refreshes, reloadSites, site, sites, view } from './state.ts';
import { TopBar } from './top-bar.tsx';
import { screens } from './view-state.ts';
import type { Screen } from './view-state.ts';

const titles: Record<Screen, string> = {
  overview: 'Overview',
  flow: 'Flow',
  funnel: 'Funnel',
  'drop-off': 'Drop-off & re-entry',
  live: 'Live',
};
const bodies: Record<Screen, () => preact.JSX.Element> = {
  overview: Overview,
  flow: Flow,
  funnel: Funnel,
  'drop-off': DropOff,
  live: Live,
};

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));

/** `t` turns charts into tables, digits open screens. */
function onKey(event: KeyboardEvent): void {
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 't') go({ table: !view.value.table }, 'replace');
  const screen = /^[1-9]$/.test(event.key) ? screens[Number(event.key) - 1] : undefined;
  if (screen) go({ screen });
}

function Rail() {
  const current = view.value.screen;
  return (
    <nav class="rail no-print" aria-label="Screens">
      <Link to={{ screen: 'overview' }} class="brand" label="Touchtrail, overview">
        <img src="/favicon.svg" alt="" width="24" height="24" />
        <span>Touchtrail</span>
      </Link>
      <ul>
        {screens.map((screen) => (
          <li key={screen}>
            <Link to={{ screen }} current={screen === current} class="rail-link">
              <Icon of={screen} />
              <span>{titles[screen]}</span>
            </Link>
          </li>
        ))}
      </ul>
      <LiveLine />
    </nav>
  );
}

/** On paper the bar is gone; what it said stands here. */
function PrintHead() {
  const { subject, abandonedAfter, screen } = view.value;
  const period =
    { last: 'last ', all: '', custom: '' }[range.value.kind] + formatRange(range.value);
  return (
    <p class="print-only">
      <bdi>{site.value?.name}</bdi> · {titles[screen]} · {period.replace('..', ' – ')} · by{' '}
      {subject} · abandoned after {abandonedAfter}
    </p>
  );
}

function Body({ onSeen }: { onSeen: () => Promise<void> }) {
  const current = site.value;
  if (!current) {
    return sites.value.length === 0 ? (
      <Empty title="No site yet.">
        <p>
          Make one on the command line:{' '}
          <code>touchtrail site add "My shop" --origin https://shop.example</code>
        </p>
      </Empty>
    ) : (
      <Empty title="The site of this link does not exist here.">
        <p>
          Asked for: <bdi>{view.value.site}</bdi>. Choose one above.
        </p>
      </Empty>
    );
  }
  const live = view.value.screen === 'live' && liveTouches.value.length > 0;
  if (current.touches === 0 && !live) return <Onboarding site={current} onSeen={onSeen} />;
  const Screen = bodies[view.value.screen];
  return <Screen />;
}

const patience = 30;
const pause = (ms: number) =>
  new Promise((done) => {
    setTimeout(done, ms);
  });

/** A touch shows live as soon as it is safe, and counts a moment later: waits for that moment. */
async function showData(): Promise<void> {
  for (let attempt = 0; attempt < patience; attempt += 1) {
    await reloadSites();
    if ((site.value?.touches ?? 0) > 0) break;
    await pause(500);
  }
  refreshes.value += 1;
}

/** Rail, bar and the screen of the link. */
export function Frame() {
  const [glossary, setGlossary] = useState(false);
  const id = site.value?.id;
  const screen = view.value.screen;
  useEffect(() => {
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  useEffect(() => (id === undefined ? undefined : listen(id, () => undefined)), [id]);
  useEffect(() => {
    document.title = `${titles[screen]} · ${site.value?.name ?? 'Touchtrail'}`;
  }, [screen, id]);
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <HatchDefs />
      <Rail />
      <div class="page">
        <TopBar onGlossary={() => setGlossary(true)} />
        <main id="main" tabIndex={-1}>
          <PrintHead />
          {linkProblems.value.length > 0 && (
            <p class="warning" role="status">
              The link asked for something this page does not know; defaults are shown instead:{' '}
              <bdi>{linkProblems.value.join(', ')}</bdi>
            </p>
          )}
          <Body key={`${id}${screen}`} onSeen={showData} />
        </main>
      </div>
      <Glossary open={glossary} onClose={() => setGlossary(false)} />
    </>
  );
}
