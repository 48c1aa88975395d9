import { execFileSync } from 'node:child_process'
import t from 'tap'
import { needs } from '../helpers/debian.js'

const plugin = 'sdk/examples/wordpress/mokummatch/mokummatch.php'
const skip = needs('php-cli', '/usr/bin/php')

/** What the plugin takes of WordPress, as plainly as it can be; then a page with the shortcode. */
const site = `
define('ABSPATH', '/');
define('MOKUMMATCH_SERVICE', 'https://match.example.nl');
define('MOKUMMATCH_INTEGRITY', array('cdn/mokum-match.js' => 'sha384-abc', 'style.css' => 'sha384-def'));
$filters = $shortcodes = $sent = array();
function add_action($hook, $do) { if ($hook === 'wp_enqueue_scripts') $GLOBALS['register'] = $do; }
function add_filter($hook, $do) { $GLOBALS['filters'][$hook] = $do; }
function add_shortcode($tag, $do) { $GLOBALS['shortcodes'][$tag] = $do; }
function shortcode_atts($known, $given) { return array_merge($known, array_intersect_key($given, $known)); }
function wp_register_script($handle, $src) { $GLOBALS['files']['script'] = $src; }
function wp_register_style($handle, $src) { $GLOBALS['files']['style'] = $src; }
function wp_enqueue_script($handle) { $GLOBALS['sent'][] = 'script'; }
function wp_enqueue_style($handle) { $GLOBALS['sent'][] = 'style'; }
function esc_attr($text) { return htmlspecialchars($text, ENT_QUOTES); }
function wp_kses_post($html) { return $html; }
function get_locale() { return 'nl_NL'; }
require $argv[1];
$register();
$html = $shortcodes['mokummatch'](array('partner' => 'a"b', 'onclick' => 'x'), 'Bel 020 000 00 01.');
echo json_encode(array(
  $html,
  $sent,
  $filters['script_loader_tag']('<script src="' . $files['script'] . '" defer></script>', 'mokummatch'),
  $filters['style_loader_tag']('<link rel="stylesheet" href="' . $files['style'] . '" />', 'mokummatch'),
  $filters['script_loader_tag']('<script src="other.js"></script>', 'other'),
  $shortcodes['mokummatch'](array(
    'question-set' => 'geldzorgen-noord',
    'language' => 'en',
    'mode' => 'server',
    'storage' => 'tab',
    'exit-url' => 'https://example.org/',
    'heading-level' => '3',
    'history' => 'off',
  )),
), JSON_UNESCAPED_SLASHES);
`

t.test('The example for WordPress is PHP, and puts the element with its files on a page', { skip }, async (t) => {
  t.match(execFileSync('php', ['-l', plugin], { encoding: 'utf8' }), /^No syntax errors/)
  t.same(JSON.parse(execFileSync('php', ['-d', 'display_errors=stderr', '-r', site, plugin], { encoding: 'utf8' })), [
    '<mokum-match base-url="https://match.example.nl" partner="a&quot;b" language="nl"><div>Bel 020 000 00 01.</div></mokum-match>',
    ['script', 'style'],
    '<script integrity="sha384-abc" crossorigin="anonymous" src="https://match.example.nl/sdk/0.1.0/cdn/mokum-match.js" defer></script>',
    '<link rel="stylesheet" integrity="sha384-def" crossorigin="anonymous" href="https://match.example.nl/sdk/0.1.0/style.css" />',
    '<script src="other.js"></script>',
    '<mokum-match base-url="https://match.example.nl" question-set="geldzorgen-noord" language="en" mode="server" storage="tab" exit-url="https://example.org/" heading-level="3" history="off"><div></div></mokum-match>',
  ])
})
