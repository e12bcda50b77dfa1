import type { Profile, ProfileConsent } from '@touchtrail/contract';
import { useState } from 'preact/hooks';
import { site, zone } from '../../app/state.ts';
import { useGet } from '../../app/use-get.ts';
import { formatInstant } from '../../format/times.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Link } from '../../ui/link.tsx';
import { Name } from '../../ui/name.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { purposeNames } from '../../words/purposes.ts';
import { Accounts, Attributes, Journeys, Links, Ratings } from './facts.tsx';
import { History } from './history.tsx';
import { Rights } from './rights.tsx';
import { say } from './say.ts';

const kept = 100;

const consentText = (decision: ProfileConsent): string =>
  decision.purposes.length === 0 ? say('nothing') : purposeNames(decision.purposes);

function Head({ profile }: { profile: Profile }) {
  const { consent, identity, segments } = profile;
  const decided = consent.current;
  return (
    <dl class="facts">
      <div>
        <dt>{say('Person')}</dt>
        <dd>
          <Name>{profile.person}</Name>
        </dd>
      </div>
      <div>
        <dt>{say('State')}</dt>
        <dd>{say(profile.state)}</dd>
      </div>
      <div>
        <dt>{say('Consent')}</dt>
        <dd>
          {decided === null ? (
            say('no decision is stored')
          ) : (
            <>
              {consentText(decided)}{' '}
              <span class="quiet">
                {say('decided {when}', { when: formatInstant(decided.decidedAt, zone.value) })}
              </span>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>{say('Ids')}</dt>
        <dd>
          <ul class="inline-list">
            {identity.ids.map(({ id, kind }) => (
              <li key={`${kind} ${id}`}>
                <Name>{`${kind}:${id}`}</Name>
              </li>
            ))}
          </ul>
        </dd>
      </div>
      {segments.length > 0 && (
        <div>
          <dt>{say('Segments')}</dt>
          <dd>
            <ul class="inline-list">
              {segments.map((key) => (
                <li key={key}>
                  <Name>{key}</Name>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
    </dl>
  );
}

const isUnknown = (profile: Profile): boolean =>
  profile.touches.length === 0 &&
  profile.attributes.length === 0 &&
  profile.accounts.length === 0 &&
  profile.identity.links.length === 0 &&
  profile.consent.history.length === 0;

/** Everything known of one person. */
export function Person({ id }: { id: string }) {
  const [after, setAfter] = useState<string | null>(null);
  const query = new URLSearchParams({
    site: site.value?.id ?? '',
    order: 'newest',
    limit: String(kept),
    ...(after === null ? {} : { after }),
  });
  const path = `/api/people/${encodeURIComponent(id)}?${query}`;
  const { value: profile, error, again } = useGet<Profile>(path);
  if (error) return <Problem error={error} retry={again} />;
  if (!profile) return <Skeleton height={320} />;
  if (profile.state === 'as usual' && isUnknown(profile)) {
    return <Empty title={say('Nothing is stored of this id.')} />;
  }
  return (
    <>
      <Head profile={profile} />
      {profile.state === 'as usual' ? (
        <>
          <History
            touches={profile.touches}
            consent={profile.consent.history}
            links={profile.identity.links}
            next={profile.truncated ? profile.next : null}
            first={after === null}
            onPage={setAfter}
          />
          <Journeys rows={profile.journeys} />
          <Attributes rows={profile.attributes} />
          <Accounts rows={profile.accounts} />
          <Ratings rows={profile.ratings} />
          <Links rows={profile.identity.links} shared={profile.identity.sharedDevices} />
        </>
      ) : (
        <p class="warning" role="status">
          {say('Its events are refused, and nothing of it is shown.')}
        </p>
      )}
      <Rights id={id} state={profile.state} onDone={again} />
      <p class="no-print">
        <CopyButton label={say('Copy as JSON')} text={() => JSON.stringify(profile, null, 2)} />{' '}
        <Link to={{ marks: { person: null } }} class="button quiet-button">
          {say('Find a person')}
        </Link>
      </p>
    </>
  );
}
