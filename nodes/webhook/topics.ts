import type { OwnKey } from '../../src/words';

const under = (prefix: string, names: string): string[] => names.split(' ').map((name) => `${prefix}.${name}`);

/** The key of the words for a topic that is in the list. */
export const wordsFor = (topic: string): `node.topic.${string}` => `node.topic.${topic}`;

/** Topics under a heading. */
export interface TopicGroup {
    label: OwnKey;
    topics: readonly string[];
}

/**
 * The topics that an app can subscribe to, by what they are about. Intercom adds new ones now and then: the panel
 * takes any other text too. https://developers.intercom.com/docs/references/webhooks/webhook-models
 */
export const topicGroups: readonly TopicGroup[] = [
    {
        label: 'node.aboutConversations',
        topics: [
            ...under('conversation.user', 'created replied'),
            ...under(
                'conversation.admin',
                'replied assigned open.assigned opened closed noted snoozed unsnoozed single.created',
            ),
            ...under('conversation', 'operator.replied read deleted priority.updated rating.added'),
            ...under('conversation', 'contact.attached contact.detached company.updated'),
            ...under('conversation_part', 'redacted tag.created'),
            ...under('call', 'started ended transcription_available recording_available'),
        ],
    },
    {
        label: 'node.aboutContacts',
        topics: [
            ...under('contact.user', 'created updated tag.created tag.deleted'),
            ...under('contact.lead', 'created updated added_email signed_up tag.created tag.deleted'),
            ...under('contact', 'email.updated merged archived unarchive deleted subscribed unsubscribed'),
            'visitor.signed_up',
            'granular.subscribe',
            'granular.unsubscribe',
        ],
    },
    {
        label: 'node.aboutTickets',
        topics: under(
            'ticket',
            'created state.updated note.created admin.assigned team.assigned contact.attached contact.detached ' +
                'attribute.updated admin.replied contact.replied closed resolved rating.provided',
        ),
    },
    {
        label: 'node.aboutCompanies',
        topics: under('company', 'created updated deleted contact.attached contact.detached'),
    },
    {
        label: 'node.aboutOthers',
        topics: [
            ...under(
                'admin',
                'added_to_workspace removed_from_workspace away_mode_updated activity_log_event.created logged_in logged_out',
            ),
            'event.created',
            'job.completed',
            'api.request.completed',
            'data_connector.execution.completed',
        ],
    },
];

/** All topics of the list. */
export const knownTopics: readonly string[] = topicGroups.flatMap(({ topics }) => topics);
