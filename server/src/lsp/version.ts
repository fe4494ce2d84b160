/**
 * The version that the server and the command line report. Owns: one constant, tested to be the package's.
 */
export const version = '0.1.0';
