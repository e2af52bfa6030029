/** Where webhooks are heard unless the connection says otherwise. */
export const DEFAULT_WEBHOOK_PATH = '/intercom/webhook';

/** Whether it is a path, and nothing more: neither a whole URL nor one with a query, which no request's path has. */
export const isWebhookPath = (path: string): boolean => /[^/\s]/.test(path) && !/[?#]|:\/\//.test(path);
