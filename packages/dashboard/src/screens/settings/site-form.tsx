import type { SiteSummary, WouldRemove } from '@touchtrail/contract';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { formatCount } from '../../format/numbers.ts';
import { SaveOrCancel } from '../../ui/save-or-cancel.tsx';
import { say } from './say.ts';
import { settingLabel, settingHint } from './setting-labels.ts';
import { draftOf, dropDraft, keepDraft, settingsOf, textOf } from './site-draft.ts';
import type { Draft, Setting } from './site-draft.ts';
import { saySite } from './site-words.ts';
import { Sure } from './sure.tsx';
import { putOnto } from './use-site.ts';
import type { SiteEditor } from './use-site.ts';

const titles = {
  site: 'Change the site',
  policy: 'Change consent & retention',
  new: 'New site',
} as const;

const zones: readonly string[] = Intl.supportedValuesOf('timeZone');

function optionText({ path, kind }: Setting, option: string): string {
  if (kind === 'flag') return say(option === 'true' ? 'yes' : 'no');
  if (path !== 'consentMode') return option;
  return saySite(option === 'none' ? 'no: everything is taken' : 'yes: events need consent');
}

function Field({ setting, now }: { setting: Setting; now: Draft }) {
  const { path, kind } = setting;
  const value = now.typed[path] ?? '';
  const set = (text: string) => keepDraft({ ...now, typed: { ...now.typed, [path]: text } });
  const hint = settingHint(path);
  const label = `${settingLabel(path)}${hint === undefined ? '' : ` (${hint})`}`;
  if (kind === 'choice' || kind === 'flag') {
    return (
      <label class="field">
        {label}
        <select value={value} onChange={(event) => set(event.currentTarget.value)}>
          {(setting.options ?? ['true', 'false']).map((option) => (
            <option key={option} value={option}>
              {optionText(setting, option)}
            </option>
          ))}
        </select>
      </label>
    );
  }
  if (kind === 'text' || kind === 'number') {
    const isZone = path === 'timezone';
    return (
      <label class="field">
        {label}
        <input
          type="text"
          required={kind === 'text'}
          dir="auto"
          maxLength={200}
          {...(isZone && { list: 'time-zones' })}
          {...(kind === 'number' && { inputMode: 'numeric' })}
          value={value}
          onInput={(event) => set(event.currentTarget.value)}
        />
        {isZone && (
          <datalist id="time-zones">
            {zones.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        )}
      </label>
    );
  }
  return (
    <label class="field">
      {label}
      <textarea
        class="mono texts"
        dir="auto"
        rows={Math.min(8, value.split('\n').length + 1)}
        value={value}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </label>
  );
}

function Theirs({ now, theirs, editor }: { now: Draft; theirs: SiteSummary; editor: SiteEditor }) {
  const differing = settingsOf(now.area)
    .map((setting) => ({ path: setting.path, text: textOf(theirs, setting) }))
    .filter(({ path, text }) => text !== now.was[path]);
  return (
    <div class="warning" role="alert">
      <p>
        {saySite('Somebody else changed the site meanwhile. What you typed is still here; theirs:')}
      </p>
      <ul>
        {differing.length === 0 && <li>{saySite('the same as yours')}</li>}
        {differing.map(({ path, text }) => (
          <li key={path}>
            {settingLabel(path)}: <bdi class="rule">{text || say('none')}</bdi>
          </li>
        ))}
      </ul>
      <p class="controls">
        <button
          type="button"
          class="button small"
          onClick={() => void editor.save(putOnto(now, theirs))}
        >
          {say('Save mine over it')}
        </button>
        <button
          type="button"
          class="button small"
          onClick={() => {
            keepDraft(draftOf(theirs, now.area === 'policy' ? 'policy' : 'site'));
            editor.forget();
          }}
        >
          {say('Take theirs')}
        </button>
      </p>
    </div>
  );
}

const removal = ({ part, days, rows }: WouldRemove): string => {
  const told = { rows: formatCount(rows), days: formatCount(days) };
  if (part === 'receipts') return saySite('{rows} consent receipts older than {days} days', told);
  if (part === 'quarantine') return saySite('{rows} refused events older than {days} days', told);
  if (part === 'audit') {
    return saySite('{rows} entries of the audit log older than {days} days', told);
  }
  return saySite('{rows} events older than {days} days', told);
};

function Removes({ now, editor }: { now: Draft; editor: SiteEditor }) {
  return (
    <div class="warning" role="alert">
      <p>
        {saySite(
          'The next daily clean-up removes what is older, and nothing brings it back. As of now:',
        )}
      </p>
      <ul>
        {editor.removes?.map((one) => (
          <li key={one.part}>{removal(one)}</li>
        ))}
      </ul>
      <p class="controls">
        <Sure
          why={saySite('Keep it for a shorter time?')}
          yes={saySite('Yes, remove it')}
          disabled={editor.busy}
          onYes={() => void editor.save(now, true)}
          onNo={editor.forget}
        />
      </p>
    </div>
  );
}

/** How a site is set up, as a form. What is typed stays until it is saved or thrown away. */
export function SiteForm({ now, editor }: { now: Draft; editor: SiteEditor }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <section class="sheet" aria-labelledby="site-form">
      <h2 id="site-form" ref={heading} tabIndex={-1}>
        {saySite(titles[now.area])}
      </h2>
      {editor.conflict && <Theirs now={now} theirs={editor.conflict} editor={editor} />}
      {editor.removes && <Removes now={now} editor={editor} />}
      {editor.failed !== undefined && (
        <p class="warning" role="alert">
          <bdi>{editor.failed}</bdi>
        </p>
      )}
      <form
        class="sheet-body"
        onSubmit={(event) => {
          event.preventDefault();
          void (now.area === 'new' ? editor.add(now) : editor.save(now));
        }}
      >
        {settingsOf(now.area).map((setting) => (
          <Field key={setting.path} setting={setting} now={now} />
        ))}
        <p class="controls">
          <SaveOrCancel
            busy={editor.busy}
            onCancel={() => {
              dropDraft(now.area);
              editor.forget();
            }}
          />
        </p>
      </form>
    </section>
  );
}
