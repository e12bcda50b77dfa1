import { go, role, site, view } from '../../app/state.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { screenTitle } from '../../words/screens.ts';
import { Audit } from './audit.tsx';
import { KeysAndRoles } from './facts.tsx';
import { JourneyDefinitions } from './journeys.tsx';
import { Members } from './members.tsx';
import { Requests } from './requests.tsx';
import { say } from './say.ts';
import { SiteArea } from './site-area.tsx';

const areas = ['site', 'policy', 'journeys', 'keys', 'members', 'requests', 'audit'] as const;
const areaWords = {
  site: 'Site',
  policy: 'Consent & retention',
  journeys: 'Journeys',
  keys: 'Keys & roles',
  members: 'Members',
  requests: 'Requests of people',
  audit: 'Audit log',
} as const;

const forAdmins = new Set<(typeof areas)[number]>(['members', 'requests', 'audit']);

function Area() {
  const { area } = view.value.choices;
  const current = site.value;
  if (!current) return null;
  if (forAdmins.has(area) && role.value !== 'admin') {
    return (
      <p class="quiet">
        {say('This needs the role admin; you are signed in as {role}.', { role: role.value })}
      </p>
    );
  }
  if (area === 'journeys') return <JourneyDefinitions />;
  if (area === 'keys') return <KeysAndRoles site={current} />;
  if (area === 'members') return <Members site={current} />;
  if (area === 'requests') return <Requests />;
  if (area === 'audit') return <Audit />;
  const shown = area === 'policy' ? 'policy' : 'site';
  return <SiteArea key={`${shown} ${current.id}`} site={current} area={shown} />;
}

/** How a site is set up, what it calls a journey, and the record of what was done. */
export function Settings() {
  return (
    <>
      <h1>{screenTitle('settings')}</h1>
      <div class="controls no-print">
        <Segmented
          label={say('Part of the settings')}
          name="area"
          value={view.value.choices.area}
          options={areas.map((value) => ({ value, label: say(areaWords[value]) }))}
          onChange={(area) => go({ choices: { area } })}
        />
      </div>
      <Area />
    </>
  );
}
