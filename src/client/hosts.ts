/** The hosts of each region: https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis */
export const HOSTS = {
    us: { api: 'https://api.intercom.io', app: 'https://app.intercom.com' },
    eu: { api: 'https://api.eu.intercom.io', app: 'https://app.eu.intercom.com' },
    au: { api: 'https://api.au.intercom.io', app: 'https://app.au.intercom.com' },
};
