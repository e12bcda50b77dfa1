import { words } from '../../words/words.ts';

/** Words of setting up sites; names of settings are in `say.ts`. */
export const saySite = words({
  'Change the site': 'Die Site ändern',
  'Change consent & retention': 'Einwilligung & Aufbewahrung ändern',
  'New site': 'Neue Site',
  'This can be changed here or with the command beside it.':
    'Das lässt sich hier ändern oder mit dem Befehl daneben.',
  'Changing this needs the role admin; you are signed in as {role}.':
    'Das zu ändern braucht die Rolle admin; Sie sind als {role} angemeldet.',
  '{site} is changed; services have it within seconds.':
    '{site} ist geändert; Dienste haben es binnen Sekunden.',
  '{site} is as it was.': '{site} ist, wie es war.',
  'Nothing was changed.': 'Nichts wurde geändert.',
  '{site} is added. Paste this line before the closing head tag of its pages:':
    '{site} ist hinzugefügt. Fügen Sie diese Zeile vor dem schließenden head-Tag ihrer Seiten ein:',
  'Wait for its first event': 'Auf ihr erstes Ereignis warten',
  'Somebody else changed the site meanwhile. What you typed is still here; theirs:':
    'Jemand anders hat die Site inzwischen geändert. Was Sie schrieben, steht noch hier; deren Stand:',
  'the same as yours': 'so wie bei Ihnen',
  'The next daily clean-up removes what is older, and nothing brings it back. As of now:':
    'Die nächste tägliche Bereinigung entfernt, was älter ist, und nichts bringt es zurück. Stand jetzt:',
  '{rows} events older than {days} days': '{rows} Ereignisse, älter als {days} Tage',
  '{rows} consent receipts older than {days} days':
    '{rows} Nachweise der Einwilligung, älter als {days} Tage',
  '{rows} refused events older than {days} days':
    '{rows} abgewiesene Ereignisse, älter als {days} Tage',
  '{rows} entries of the audit log older than {days} days':
    '{rows} Einträge des Protokolls, älter als {days} Tage',
  'Keep it for a shorter time?': 'Kürzer aufbewahren?',
  'Yes, remove it': 'Ja, entfernen',
  'one a line': 'je Zeile eine',
  'one a line, such as US: opt_out': 'je Zeile eine, etwa US: opt_out',
  'one a line, such as userId: hash': 'je Zeile eine, etwa userId: hash',
  'one a line, such as marketing: sharing, personalisation':
    'je Zeile eine, etwa marketing: sharing, personalisation',
  'empty: until deleted': 'leer: bis zur Löschung',
  'such as Europe/Berlin': 'etwa Europe/Berlin',
  'such as EUR': 'etwa EUR',
  'such as https://shop.example, one a line': 'etwa https://shop.example, je Zeile eine',
  'Categories of the consent platform': 'Kategorien der Einwilligungsplattform',
  'Check of the Origin header': 'Prüfung des Origin-Headers',
  'yes: events need consent': 'ja: Ereignisse brauchen Einwilligung',
  'no: everything is taken': 'nein: alles wird angenommen',
});
