import { connection } from '../connection';
import { parts } from '../parts';

parts().connection ??= connection;
