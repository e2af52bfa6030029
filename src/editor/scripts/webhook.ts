import { parts } from '../parts';
import { webhook } from '../webhook';

parts().webhook ??= webhook;
