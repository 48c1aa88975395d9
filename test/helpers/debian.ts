import { existsSync } from 'node:fs'

/**
 * For the `skip` of a test that needs a Debian package: false, or why it can't run here. CI installs the package and
 * sets REQUIRE_ALL=1, with which the reporter counts a skip as a failure.
 *
 * @param file what the package installs and the test uses, such as `/usr/bin/chromium`
 */
export function needs(debianPackage: string, file: string): string | false {
  return existsSync(file) ? false : `needs the Debian package ${debianPackage} (apt-get install ${debianPackage})`
}
