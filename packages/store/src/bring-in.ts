import { words } from '@touchtrail/contract';

const say = words({
  'Read it, bring your change into it, and save again with its version.':
    'Lesen Sie, was jetzt gilt, bringen Sie Ihre Änderung hinein und speichern Sie mit dessen Version.',
});

/** The way out of the one who changed what somebody else changed meanwhile. */
export const bringIn = say('Read it, bring your change into it, and save again with its version.');
