import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { dayOf, screens } from '@touchtrail/contract/view';
import { screenTitle } from '../words/screens.ts';
import { chooseLanguage, language } from '../words/language.ts';
import { keyedName, registryNames } from '../words/registry-names.ts';
import { words } from '../words/words.ts';
import { savedViews } from './kept/kept-list.ts';
import { openNotes, openViews } from './kept/open-kept.ts';
import { searchItems } from './palette-search.ts';
import type { PaletteItem } from './palette-search.ts';
import { refresh } from './refresh.ts';
import { asTables, go, openLink, role, site, sites, turnTables, view, zone } from './state.ts';
import { theme } from './theme.ts';
import { useTouchpoints } from './use-touchpoints.ts';

const say = words({
  'Search and commands': 'Suche und Befehle',
  'Screen, touchpoint, site, command…': 'Ansicht, Kontaktpunkt, Site, Befehl …',
  'Nothing is called so.': 'Nichts heißt so.',
  Screen: 'Ansicht',
  Site: 'Site',
  Command: 'Befehl',
  'Flow from': 'Wege ab',
  'Charts as tables': 'Bilder als Tabellen',
  'Tables as charts': 'Tabellen als Bilder',
  'Show all data': 'Alle Daten zeigen',
  'Compare with the time before': 'Mit dem Zeitraum davor vergleichen',
  'Compare with nothing': 'Nichts vergleichen',
  'Save this view': 'Diese Ansicht speichern',
  'Saved views': 'Gespeicherte Ansichten',
  'Saved view': 'Gespeicherte Ansicht',
  'Notes on days': 'Notizen zu Tagen',
  Refresh: 'Neu laden',
  Print: 'Drucken',
  'Light theme': 'Helle Farben',
  'Dark theme': 'Dunkle Farben',
});

function commands(): PaletteItem[] {
  const command = (key: string, label: string, run: () => void): PaletteItem => ({
    key: `command ${key}`,
    kind: say('Command'),
    label,
    run,
  });
  return [
    command('table', say(asTables.value ? 'Tables as charts' : 'Charts as tables'), turnTables),
    command('all', say('Show all data'), () => go({ range: { kind: 'all' } })),
    view.value.compare
      ? command('alone', say('Compare with nothing'), () => go({ compare: null }))
      : command('before', say('Compare with the time before'), () =>
          go({ compare: { kind: 'previous' } }),
        ),
    command('light', say('Light theme'), () => {
      theme.value = 'light';
    }),
    command('dark', say('Dark theme'), () => {
      theme.value = 'dark';
    }),
    language.value === 'en'
      ? command('de', 'Deutsch', () => chooseLanguage('de'))
      : command('en', 'English', () => chooseLanguage('en')),
    ...(role.value === 'viewer' ? [] : [command('save', say('Save this view'), openViews)]),
    command('views', say('Saved views'), openViews),
    command('notes', say('Notes on days'), () => openNotes(dayOf(Date.now(), zone.value))),
    command('refresh', say('Refresh'), refresh),
    command('print', say('Print'), () => print()),
  ];
}

function Found({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const { list } = useTouchpoints();
  const here = site.value?.id;
  useEffect(() => {
    if (here !== undefined) savedViews.lookAt(here);
  }, [here]);
  const views = savedViews.items();
  const items = useMemo<PaletteItem[]>(
    () => [
      ...screens.map((screen) => ({
        key: `screen ${screen}`,
        kind: say('Screen'),
        label: screenTitle(screen),
        run: () => go({ screen }),
      })),
      ...(views ?? []).map(({ id, name, link }) => ({
        key: `view ${id}`,
        kind: say('Saved view'),
        label: name,
        run: () => openLink(link),
      })),
      ...commands(),
      ...sites.value
        .filter(({ id }) => id !== site.value?.id)
        .map(({ id, name }) => ({
          key: `site ${id}`,
          kind: say('Site'),
          label: name,
          run: () => go({ site: id }),
        })),
      ...(list ?? []).map(({ key }) => ({
        key: `touchpoint ${key}`,
        kind: say('Flow from'),
        label: keyedName(key),
        run: () => go({ screen: 'flow', flow: { startAt: key } }),
      })),
    ],
    [list, views, language.value, registryNames.value],
  );
  const found = searchItems(items, text, 12);
  const at = Math.min(chosen, Math.max(0, found.length - 1));
  const run = (item: PaletteItem | undefined) => {
    if (!item) return;
    onClose();
    item.run();
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found[at] ? `palette-${at}` : undefined}
        aria-label={say('Search and commands')}
        placeholder={say('Screen, touchpoint, site, command…')}
        autofocus
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined) {
            event.preventDefault();
            setChosen((at + step + found.length) % Math.max(1, found.length));
          }
          if (event.key === 'Enter') {
            event.preventDefault();
            run(found[at]);
          }
        }}
      />
      <ul id="palette-list" role="listbox" aria-label={say('Search and commands')}>
        {found.map((item, index) => (
          <li
            key={item.key}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            onPointerMove={() => setChosen(index)}
            onClick={() => run(item)}
          >
            <bdi class="palette-label">{item.label}</bdi>
            <span class="muted">{item.kind}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="quiet">{say('Nothing is called so.')}</p>}
    </>
  );
}

/** Everything one can go to or do, by typing a part of its name. Opened by `/` and by Ctrl K. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // At once: letters typed before the next frame would go to the page, as its keys.
  useLayoutEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label={say('Search and commands')}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      {open && <Found onClose={onClose} />}
    </dialog>
  );
}
