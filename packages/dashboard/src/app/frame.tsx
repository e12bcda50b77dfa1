import { useEffect, useErrorBoundary, useLayoutEffect, useState } from 'preact/hooks';
import { formatRange, screenGroups, screens, withoutData } from '@touchtrail/contract/view';
import { formatDuration } from '../format/times.ts';
import { HatchDefs } from '../marks/hatch.tsx';
import { Icon } from '../ui/icons.tsx';
import { Link } from '../ui/link.tsx';
import { Empty } from '../ui/states.tsx';
import { common } from '../words/common.ts';
import { screenTitle } from '../words/screens.ts';
import { words } from '../words/words.ts';
import { KeptDialogs } from './kept/kept-dialogs.tsx';
import { LiveLine } from './live-line.tsx';
import { listen, liveTouches } from './live.ts';
import { useScreen } from './load-screen.ts';
import { Palette } from './palette.tsx';
import { conditionText } from './segment-editor.tsx';
import {
  go,
  linkProblems,
  range,
  refreshes,
  reloadSites,
  site,
  sites,
  turnTables,
  view,
} from './state.ts';
import { TopBar } from './top-bar.tsx';
import { useNames } from './use-names.ts';
import { lazy } from '../ui/lazy.tsx';

const Glossary = lazy(async () => (await import('./glossary.tsx')).Glossary);
// Nobody needs it twice.
const Onboarding = lazy(async () => (await import('./onboarding.tsx')).Onboarding);

const say = words({
  Screens: 'Ansichten',
  'Touchtrail, overview': 'Touchtrail, Überblick',
  See: 'Sehen',
  Explain: 'Erklären',
  Know: 'Kennen',
  Act: 'Handeln',
  Watch: 'Beobachten',
  Manage: 'Verwalten',
  'Skip to content': 'Zum Inhalt',
  'by {unit}': 'nach {unit}',
  'abandoned after {time}': 'abgebrochen nach {time}',
  'a time learned from the data': 'einer aus den Daten gelernten Zeit',
  'last {days}': 'letzte {days}',
  all: 'alles',
  'No site yet.': 'Noch keine Site.',
  'Make one on the command line:': 'Legen Sie auf der Kommandozeile eine an:',
  'The site of this link does not exist here.': 'Die Site dieses Links gibt es hier nicht.',
  'Asked for: {site}. Choose one above.': 'Gefragt war: {site}. Wählen Sie oben eine.',
  'The link asked for something this page does not know; defaults are shown instead:':
    'Der Link fragte nach etwas, das diese Seite nicht kennt; gezeigt wird stattdessen das Übliche:',
  'This screen broke.': 'Diese Ansicht ging kaputt.',
  'This screen did not load.': 'Diese Ansicht wurde nicht geladen.',
  'The service may have been updated, or the connection broke. Reload the page: your view is in the address.':
    'Vielleicht wurde der Dienst erneuert oder die Verbindung brach ab. Laden Sie die Seite neu: Ihre Ansicht steht in der Adresse.',
  Reload: 'Neu laden',
  Loading: 'Wird geladen',
});

const dayMs = 86_400_000;

const groupWords = {
  see: 'See',
  explain: 'Explain',
  know: 'Know',
  act: 'Act',
  watch: 'Watch',
  manage: 'Manage',
} as const;

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));

/** `t` turns charts into tables, digits open screens, `/` and Ctrl K search. */
function onKey(event: KeyboardEvent, search: () => void): void {
  const palette = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
  if (palette || (event.key === '/' && !typing(event.target))) {
    event.preventDefault();
    search();
    return;
  }
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest('dialog')) return;
  if (event.key === 't') turnTables();
  const screen = /^[1-9]$/.test(event.key) ? screens[Number(event.key) - 1] : undefined;
  if (screen) go({ screen });
}

function Rail() {
  const current = view.value.screen;
  return (
    <nav class="rail no-print" aria-label={say('Screens')}>
      <Link to={{ screen: 'overview' }} class="brand" label={say('Touchtrail, overview')}>
        <img src="/favicon.svg" alt="" width="24" height="24" />
        <span>Touchtrail</span>
      </Link>
      <div class="rail-groups">
        {screenGroups.map(({ group, screens: members }) => (
          <section key={group} aria-labelledby={`rail-${group}`}>
            <h2 id={`rail-${group}`} class="rail-group">
              {say(groupWords[group])}
            </h2>
            <ul>
              {members.map((screen) => (
                <li key={screen}>
                  <Link to={{ screen }} current={screen === current} class="rail-link">
                    <Icon of={screen} />
                    <span>{screenTitle(screen)}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
      <LiveLine />
    </nav>
  );
}

/** On paper the bar is gone; what it said stands here. */
function PrintHead() {
  const { subject, abandonedAfter, screen, segment, journey } = view.value;
  const shown = range.value;
  const text =
    shown.kind === 'last'
      ? formatDuration(shown.days * dayMs)
      : formatRange(shown).replace('..', ' – ');
  const period =
    shown.kind === 'last'
      ? say('last {days}', { days: text })
      : shown.kind === 'all'
        ? say('all')
        : text;
  return (
    <p class="print-only">
      <bdi>{site.value?.name}</bdi> · {screenTitle(screen)} · {period} · {site.value?.timezone} ·{' '}
      {say('by {unit}', { unit: common(subject === 'account' ? 'Accounts' : 'People') })} ·{' '}
      {say('abandoned after {time}', {
        time:
          abandonedAfter === 'auto'
            ? say('a time learned from the data')
            : formatDuration(Number.parseInt(abandonedAfter, 10) * dayMs),
      })}
      {journey !== null && ` · ${journey}`}
      {segment.map((condition) => ` · ${conditionText(condition)}`)}
    </p>
  );
}

function Screen() {
  const Loaded = useScreen(view.value.screen);
  const [broken] = useErrorBoundary();
  if (Loaded === 'failed' || broken !== undefined) {
    return (
      <div class="problem" role="alert">
        <p class="problem-title">
          {say(broken === undefined ? 'This screen did not load.' : 'This screen broke.')}
        </p>
        <p>
          {say(
            'The service may have been updated, or the connection broke. Reload the page: your view is in the address.',
          )}
        </p>
        <button type="button" class="button" onClick={() => location.reload()}>
          {say('Reload')}
        </button>
      </div>
    );
  }
  return Loaded ? <Loaded /> : <p class="hidden">{say('Loading')}</p>;
}

function Body({ onSeen }: { onSeen: () => Promise<void> }) {
  const current = site.value;
  if (!current) {
    return sites.value.length === 0 ? (
      <Empty title={say('No site yet.')}>
        <p>
          {say('Make one on the command line:')}{' '}
          <code>touchtrail site add "My shop" --origin https://shop.example</code>
        </p>
      </Empty>
    ) : (
      <Empty title={say('The site of this link does not exist here.')}>
        <p>
          <bdi>{say('Asked for: {site}. Choose one above.', { site: view.value.site ?? '' })}</bdi>
        </p>
      </Empty>
    );
  }
  const live = view.value.screen === 'live' && liveTouches.value.length > 0;
  const empty = current.touches === 0 && !live && !withoutData.has(view.value.screen);
  if (empty) return <Onboarding site={current} onSeen={onSeen} />;
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
  /** Absent until it is asked for; closed it stays, to give the focus back. */
  const [glossary, setGlossary] = useState<boolean>();
  const [search, setSearch] = useState(false);
  const id = site.value?.id;
  const screen = view.value.screen;
  const title = screenTitle(screen);
  // Whoever sees the screen can press a key: not only after the next frame.
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent) => onKey(event, () => setSearch(true));
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, []);
  useNames();
  useEffect(() => (id === undefined ? undefined : listen(id, () => undefined)), [id]);
  useEffect(() => {
    document.title = `${title} · ${site.value?.name ?? 'Touchtrail'}`;
  }, [title, id]);
  return (
    <>
      <a class="skip" href="#main">
        {say('Skip to content')}
      </a>
      <HatchDefs />
      <Rail />
      <div class="page">
        <TopBar onGlossary={() => setGlossary(true)} onSearch={() => setSearch(true)} />
        <main id="main" tabIndex={-1}>
          <PrintHead />
          {linkProblems.value.length > 0 && (
            <p class="warning" role="status">
              {say(
                'The link asked for something this page does not know; defaults are shown instead:',
              )}{' '}
              <bdi>{linkProblems.value.join(', ')}</bdi>
            </p>
          )}
          <Body key={`${id}${screen}`} onSeen={showData} />
        </main>
      </div>
      {glossary !== undefined && <Glossary open={glossary} onClose={() => setGlossary(false)} />}
      <KeptDialogs />
      <Palette open={search} onClose={() => setSearch(false)} />
    </>
  );
}
