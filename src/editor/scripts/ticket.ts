import { ticketForm } from '../forms/ticket';
import { parts } from '../parts';

parts().forms = { ticket: ticketForm, ...parts().forms };
