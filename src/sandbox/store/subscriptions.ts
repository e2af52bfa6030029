/** A kind of message that people can choose to get or not. */
export interface SubscriptionType {
    id: string;
    name: string;
    description: string;
    /** opt_out: everybody gets it who did not say no. opt_in: only those who said yes. */
    consent_type: 'opt_out' | 'opt_in';
    content_types: ('email' | 'sms_message')[];
}

/** The workspace's subscription types. They are made in the app, not through the API. */
export const subscriptionTypes: readonly SubscriptionType[] = [
    {
        id: '137',
        name: 'Newsletter',
        description: 'What is new, once a month',
        consent_type: 'opt_out',
        content_types: ['email'],
    },
    {
        id: '138',
        name: 'Product announcements',
        description: 'When something big changes',
        consent_type: 'opt_out',
        content_types: ['email'],
    },
    {
        id: '139',
        name: 'Text messages',
        description: 'Alarms to a phone',
        consent_type: 'opt_in',
        content_types: ['sms_message'],
    },
];
