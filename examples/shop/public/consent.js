// The banner asks, the SDK obeys. Nothing is stored or sent before the answer.

const { CookieConsent, touchtrail } = window;

/** Passes the visitor's choice on: at every page load once a choice exists, and when it changes. */
function tell({ detail: { cookie } }) {
  const allowed = (category) => cookie.categories.includes(category);
  touchtrail.consent(
    {
      measurement: allowed('analytics'),
      storage: allowed('analytics'),
      identification: allowed('personal'),
    },
    {
      source: 'vanilla-cookieconsent',
      policyVersion: String(cookie.revision),
      decidedAt: Date.parse(cookie.lastConsentTimestamp ?? cookie.consentTimestamp),
    },
  );
}
window.addEventListener('cc:onConsent', tell);
window.addEventListener('cc:onChange', tell);

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const paint = () => document.documentElement.classList.toggle('cc--darkmode', dark.matches);
dark.addEventListener('change', paint);
paint();

CookieConsent.run({
  // Automated browsers may see the banner too: the shop is walked by tests.
  hideFromBots: false,
  cookie: { name: 'kvell_consent' },
  guiOptions: {
    consentModal: { layout: 'box', position: 'bottom left', equalWeightButtons: true },
    preferencesModal: { layout: 'box', equalWeightButtons: true },
  },
  categories: {
    necessary: { enabled: true, readOnly: true },
    analytics: {},
    personal: {},
  },
  language: {
    default: 'en',
    translations: {
      en: {
        consentModal: {
          title: 'May we see which way you walk?',
          description:
            'We would like to learn where our shop gets in your way. We measure visits ourselves, pass nothing on, and the shop works just the same if you say no.',
          acceptAllBtn: 'Accept',
          acceptNecessaryBtn: 'Decline',
          showPreferencesBtn: 'Choose',
        },
        preferencesModal: {
          title: 'What you allow',
          acceptAllBtn: 'Accept all',
          acceptNecessaryBtn: 'Decline all',
          savePreferencesBtn: 'Save my choice',
          closeIconLabel: 'Close',
          sections: [
            {
              title: 'Necessary',
              description: 'Remembers this choice. Nothing else.',
              linkedCategory: 'necessary',
            },
            {
              title: 'Measurement',
              description:
                'Counts pages and clicks under a random number that is kept in your browser.',
              linkedCategory: 'analytics',
            },
            {
              title: 'Knowing you again',
              description:
                'Joins your visits on several devices once you have entered your e-mail address at the checkout.',
              linkedCategory: 'personal',
            },
          ],
        },
      },
    },
  },
});
