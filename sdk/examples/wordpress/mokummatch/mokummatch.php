<?php
/**
 * Plugin Name: MokumMatch (example)
 * Description: The questions of MokumMatch on a page: [mokummatch partner="buurtteams"]Bel 020 000 00 01.[/mokummatch]
 * Version: 0.1.0
 * Requires at least: 6.3
 * Requires PHP: 7.4
 * License: EUPL-1.2
 */

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/** Where the service is; a site says so in wp-config.php. */
if ( ! defined( 'MOKUMMATCH_SERVICE' ) ) {
	define( 'MOKUMMATCH_SERVICE', 'https://match.example.org' );
}

/** What a browser compares the files to: the `integrity` of each in /sdk/0.1.0/manifest.json of the service. */
if ( ! defined( 'MOKUMMATCH_INTEGRITY' ) ) {
	define( 'MOKUMMATCH_INTEGRITY', array( 'cdn/mokum-match.js' => '', 'style.css' => '' ) );
}

const MOKUMMATCH_VERSION = '0.1.0';

add_action( 'wp_enqueue_scripts', 'mokummatch_register' );
add_filter( 'script_loader_tag', 'mokummatch_script_tag', 10, 2 );
add_filter( 'style_loader_tag', 'mokummatch_style_tag', 10, 2 );
add_shortcode( 'mokummatch', 'mokummatch_shortcode' );

/** Known on every page, sent only with one that has the shortcode. The version stands in the address, so there is no `?ver=`. */
function mokummatch_register() {
	$files = MOKUMMATCH_SERVICE . '/sdk/' . MOKUMMATCH_VERSION;
	wp_register_script( 'mokummatch', $files . '/cdn/mokum-match.js', array(), null, array( 'strategy' => 'defer' ) );
	wp_register_style( 'mokummatch', $files . '/style.css', array(), null );
}

function mokummatch_script_tag( $tag, $handle ) {
	return 'mokummatch' === $handle ? str_replace( ' src=', mokummatch_integrity( 'cdn/mokum-match.js' ) . ' src=', $tag ) : $tag;
}

function mokummatch_style_tag( $tag, $handle ) {
	return 'mokummatch' === $handle ? str_replace( ' href=', mokummatch_integrity( 'style.css' ) . ' href=', $tag ) : $tag;
}

function mokummatch_integrity( $file ) {
	$digest = MOKUMMATCH_INTEGRITY[ $file ] ?? '';
	return $digest ? ' integrity="' . esc_attr( $digest ) . '" crossorigin="anonymous"' : '';
}

/** The attributes of the shortcode are those of the element; between its tags stands what shows without JavaScript. */
function mokummatch_shortcode( $given, $fallback = '' ) {
	wp_enqueue_script( 'mokummatch' );
	wp_enqueue_style( 'mokummatch' );
	$known      = array(
		'partner'       => '',
		'question-set'  => '',
		'language'      => substr( get_locale(), 0, 2 ),
		'mode'          => '',
		'storage'       => '',
		'exit-url'      => '',
		'heading-level' => '',
		'history'       => '',
	);
	$attributes = array( 'base-url' => MOKUMMATCH_SERVICE ) + shortcode_atts( $known, $given, 'mokummatch' );
	$html       = '';
	foreach ( array_filter( $attributes ) as $name => $value ) {
		$html .= ' ' . $name . '="' . esc_attr( $value ) . '"';
	}
	return '<mokum-match' . $html . '><div>' . wp_kses_post( $fallback ) . '</div></mokum-match>';
}
