/** The app of the Developer Hub: its OAuth client, and what signs its webhooks. */
export const CLIENT_ID = 'sandbox-client';
export const CLIENT_SECRET = 'sandbox-secret';
