import type { FormName } from '../fields';

/** The part of the labels that a form takes its words from. */
export const formWords: Record<FormName, 'attributes' | 'search' | 'ticket'> = {
    contactAttributes: 'attributes',
    companyAttributes: 'attributes',
    conversationAttributes: 'attributes',
    ticketAttributes: 'ticket',
    search: 'search',
};
