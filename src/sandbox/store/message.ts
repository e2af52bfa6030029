/** What a teammate sent out. */
export interface Message {
    id: string;
    message_type: 'email' | 'inapp' | 'whatsapp';
    admin_id: string;
    /** Contacts by Intercom id; phone numbers for WhatsApp. */
    to: string[];
    subject: string | null;
    /** The template's name for WhatsApp. */
    body: string;
    created_at: number;
}
